import type { Match } from './match.ts'

/** What an editor said of a paper for an edition. */
export type EditorsPick = {
  readonly paperId: number
  /** Null: only a note. */
  readonly place: 'pin' | 'hide' | null
  /** Pinned for all readers of the edition, not only for those it fits. */
  readonly everyone: boolean
  readonly note: { readonly text: string; readonly by: string } | null
}

/** What an editor decided for a reader's edition, and which of the pinned papers fit the reader. */
export type ReaderPicks = { readonly picks: readonly EditorsPick[]; readonly fitting: readonly Match[] }

/**
 * A reader's matches as the editor wants them: hidden papers gone, pinned ones first in the order of the picks, notes
 * beside their papers. A pin that does not fit the reader is added only where it is for everyone.
 */
export function applyPicks(matches: readonly Match[], { picks, fitting }: ReaderPicks): readonly Match[] {
  if (picks.length === 0) return matches
  const byPaper = new Map(picks.map((pick) => [pick.paperId, pick]))
  const pinned = picks.flatMap((pick): Match[] => {
    if (pick.place !== 'pin') return []
    const match = fitting.find((one) => one.paperId === pick.paperId)
    if (match === undefined && !pick.everyone) return []
    return [{ ...(match ?? { paperId: pick.paperId, because: [] }), pinned: true, ...noteOf(pick) }]
  })
  const others = matches.flatMap((match) => {
    const pick = byPaper.get(match.paperId)
    if (pick === undefined) return [match]
    return pick.place === null ? [{ ...match, ...noteOf(pick) }] : []
  })
  return [...pinned, ...others]
}

/** The papers without those that an editor hid. */
export function withoutHidden(paperIds: readonly number[], picks: readonly EditorsPick[]): readonly number[] {
  const hidden = new Set(picks.filter((pick) => pick.place === 'hide').map((pick) => pick.paperId))
  return hidden.size === 0 ? paperIds : paperIds.filter((paperId) => !hidden.has(paperId))
}

function noteOf({ note }: EditorsPick): { note?: { text: string; by: string } } {
  return note === null ? {} : { note }
}
