import type { Db } from '../platform/db/connect.ts'
import { listSourceHealth, type SourceHealth } from './run-source.ts'
import { titleOfSource } from './source-names.ts'

/**
 * What an edition stands on, in a sentence or two for its footer: "Read from Hugging Face and arXiv." A source that could
 * not be read is named, a category that could not too, because silence would look like a quiet day. Undefined where no
 * source is set up.
 */
export async function describeSources(
  deps: { db: Pick<Db, 'execute'>; now: () => Date },
  names: readonly string[],
): Promise<string | undefined> {
  if (names.length === 0) return undefined
  const titled = byTitle(await listSourceHealth(deps.db, names, deps.now()))
  const read = titled.filter(({ isRead }) => isRead).map(({ title }) => title)
  const down = titled.filter(({ isRead }) => !isRead).map(({ title }) => title)
  const partly = titled.filter(({ isRead, missing }) => isRead && missing.length > 0)
  return [
    ...(read.length > 0 ? [`Read from ${inWords(read)}.`] : []),
    ...partly.map(({ title, missing }) => `Of ${title}, ${inWords(missing)} could not be read today.`),
    ...(down.length > 0 ? [`${inWords(down)} could not be read, so papers may be missing.`] : []),
  ].join(' ')
}

type Titled = { readonly title: string; readonly isRead: boolean; readonly missing: readonly string[] }

const mostNamed = 6

/** arXiv has two ways to it: what one missed, the other has read. */
function byTitle(health: readonly SourceHealth[]): Titled[] {
  const titles = [...new Set(health.map(({ name }) => titleOfSource(name)))]
  return titles.map((title) => {
    const ways = health.filter(({ name }) => titleOfSource(name) === title)
    const working = ways.filter(
      ({ state, parts }) => !isDown(state) || parts.some((part) => !isDown(part.state)),
    )
    const lost = working.map((way) => way.parts.filter((part) => isDown(part.state)).map(({ name }) => name))
    const [first = [], ...others] = lost
    const missing = first.filter((name) => others.every((names) => names.includes(name)))
    return { title, isRead: working.length > 0, missing: nameSome(missing) }
  })
}

function isDown(state: SourceHealth['state']): boolean {
  return state === 'failed' || state === 'stalled' || state === 'never'
}

function nameSome(names: readonly string[]): string[] {
  if (names.length <= mostNamed) return [...names]
  return [...names.slice(0, mostNamed - 1), `${names.length - mostNamed + 1} more categories`]
}

function inWords(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
}
