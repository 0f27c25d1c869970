import { authorKey } from '../papers/author-names.ts'
import type { Match } from './match.ts'

/**
 * At most so many papers of one digest share an author, an organisation, a main topic, as parts of its size; at least the
 * number behind. Where these come from stands in the README of papers.
 */
const caps = {
  author: { share: 0.2, least: 2 },
  organization: { share: 0.3, least: 3 },
  topic: { share: 0.5, least: 3 },
} as const

/**
 * The papers of a digest: the best that the reader has not had, of some variety. A paper over a cap is put off while
 * there are others, and taken all the same where the digest would stay short; the order stays that of the matches. What
 * an editor pinned, and an author whom the reader follows, is capped by nobody.
 */
export function choosePapers(matches: readonly Match[], seen: ReadonlySet<number>, most: number): Match[] {
  const shown = new Map<string, number>()
  const chosen = new Set<Match>()
  const putOff: Match[] = []
  for (const match of matches) {
    if (chosen.size === most) break
    if (seen.has(match.paperId)) continue
    const kin = listShared(match)
    const isOver = kin.some(({ key, cap }) => (shown.get(key) ?? 0) >= capOf(cap, most))
    if (isOver && match.pinned !== true) {
      putOff.push(match)
      continue
    }
    chosen.add(match)
    for (const { key } of kin) shown.set(key, (shown.get(key) ?? 0) + 1)
  }
  for (const match of putOff) {
    if (chosen.size === most) break
    chosen.add(match)
  }
  return matches.filter((match) => chosen.has(match))
}

// Names come again with each reader who may get the paper, and taking one apart is most of the work here.
const knownKeys = new Map<string, string>()
const mostKeys = 20_000

function keyOf(name: string): string {
  const known = knownKeys.get(name)
  if (known !== undefined) return known
  if (knownKeys.size >= mostKeys) knownKeys.clear()
  const key = authorKey(name)
  knownKeys.set(name, key)
  return key
}

type Shared = { readonly key: string; readonly cap: keyof typeof caps }

function capOf(cap: keyof typeof caps, most: number): number {
  return Math.max(caps[cap].least, Math.ceil(caps[cap].share * most))
}

/** Everything the paper may share with others, named so that an author and a topic never meet. */
function listShared({ kin, because }: Match): Shared[] {
  if (kin === undefined) return []
  const followed = new Set(because.map(keyOf))
  const authors = kin.authors.filter((name) => !followed.has(keyOf(name)))
  return [
    ...authors.map((name): Shared => ({ key: `author ${name}`, cap: 'author' })),
    ...(kin.organization === undefined
      ? []
      : [{ key: `organization ${kin.organization}`, cap: 'organization' } as const]),
    ...(kin.topic === undefined ? [] : [{ key: `topic ${kin.topic}`, cap: 'topic' } as const]),
  ]
}
