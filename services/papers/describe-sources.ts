import type { Db } from '../platform/db/connect.ts'
import { listSourceHealth } from './run-source.ts'

const titles: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' }
const titleOf = (name: string) => titles[name] ?? name

/**
 * What an edition stands on, in a sentence or two for its footer: "Read from Hugging Face and arXiv." A source that could
 * not be read is named, because silence would look like a quiet day. Undefined where no source is set up.
 */
export async function describeSources(
  deps: { db: Pick<Db, 'execute'>; now: () => Date },
  names: readonly string[],
): Promise<string | undefined> {
  if (names.length === 0) return undefined
  const health = await listSourceHealth(deps.db, names, deps.now())
  const isDown = (state: string) => state === 'failed' || state === 'stalled' || state === 'never'
  const read = health.filter(({ state }) => !isDown(state)).map(({ name }) => titleOf(name))
  const down = health.filter(({ state }) => isDown(state)).map(({ name }) => titleOf(name))
  const sentences = [
    ...(read.length > 0 ? [`Read from ${inWords(read)}.`] : []),
    ...(down.length > 0 ? [`${inWords(down)} could not be read, so papers may be missing.`] : []),
  ]
  return sentences.join(' ')
}

function inWords(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
}
