/** A paper that fits some interests, and the names (topic slugs, categories, keywords, authors) that brought it. */
export type Match = {
  readonly paperId: number
  readonly because: readonly string[]
  /** What it has in common with others, for a digest of some variety. */
  readonly kin?: Kin | undefined
  /** Placed by an editor. */
  readonly pinned?: boolean | undefined
  /** An editor's words on it. */
  readonly note?: { readonly text: string; readonly by: string } | undefined
}

/** What papers of one digest may have in common. */
export type Kin = {
  /** First and last author, folded: who did the work, and whose group it comes from. */
  readonly authors: readonly string[]
  readonly organization: string | undefined
  /** The surest topic. */
  readonly topic: string | undefined
}
