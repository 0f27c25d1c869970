import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import type { Words } from '../platform/locales/words.ts'
import { listSourceHealth, type SourceHealth } from './run-source.ts'
import { titleOfSource } from './source-names.ts'

const titles = z.array(z.string())

export const sourcesSchema = z.object({
  read: titles,
  /** Sources that were read without some of their categories. */
  partly: z.array(z.object({ title: z.string(), missing: titles })),
  down: titles,
})

/** What an edition stands on, by the names readers know; it is put into words for each language by `sourcesInWords`. */
export type Sources = z.infer<typeof sourcesSchema>

/** How the sources are at this moment. Undefined where none is set up. */
export async function describeSources(
  deps: { db: Pick<Db, 'execute'>; now: () => Date },
  names: readonly string[],
): Promise<Sources | undefined> {
  if (names.length === 0) return undefined
  const titled = byTitle(await listSourceHealth(deps.db, names, deps.now()))
  return {
    read: titled.filter(({ isRead }) => isRead).map(({ title }) => title),
    partly: titled.flatMap(({ title, isRead, missing }) =>
      isRead && missing.length > 0 ? [{ title, missing }] : [],
    ),
    down: titled.filter(({ isRead }) => !isRead).map(({ title }) => title),
  }
}

/**
 * A sentence or two for a footer: "Read from Hugging Face and arXiv." A source that could not be read is named, a
 * category that could not too, because silence would look like a quiet day.
 */
export function sourcesInWords(words: Words, { read, partly, down }: Sources): string {
  const { say, list } = words
  return [
    ...(read.length > 0 ? [say('sources-read', { sources: list(read) })] : []),
    ...partly.map(({ title, missing }) =>
      say('sources-partly', { source: title, missing: list(nameSome(words, missing)) }),
    ),
    ...(down.length > 0 ? [say('sources-down', { sources: list(down) })] : []),
  ].join(' ')
}

type Titled = { readonly title: string; readonly isRead: boolean; readonly missing: string[] }

const mostNamed = 6

/** arXiv has two ways to it: what one missed, the other has read. */
function byTitle(health: readonly SourceHealth[]): Titled[] {
  const known = [...new Set(health.map(({ name }) => titleOfSource(name)))]
  return known.map((title) => {
    const ways = health.filter(({ name }) => titleOfSource(name) === title)
    const working = ways.filter(
      ({ state, parts }) => !isDown(state) || parts.some((part) => !isDown(part.state)),
    )
    const lost = working.map((way) => way.parts.filter((part) => isDown(part.state)).map(({ name }) => name))
    const [first = [], ...others] = lost
    const missing = first.filter((name) => others.every((names) => names.includes(name)))
    return { title, isRead: working.length > 0, missing }
  })
}

function isDown(state: SourceHealth['state']): boolean {
  return state === 'failed' || state === 'stalled' || state === 'never'
}

function nameSome(words: Words, names: readonly string[]): string[] {
  if (names.length <= mostNamed) return [...names]
  return [...names.slice(0, mostNamed - 1), words.count('more-categories', names.length - mostNamed + 1)]
}
