import type { DigestSources } from './coverage-line.ts'

/** One paper as an edition shows it. Every string may be a stranger's; the renderer makes it safe and short. */
export type DigestPaper = {
  readonly id: string
  readonly title: string
  /** Linked only when it is an http(s) address. */
  readonly url: string
  readonly authors: readonly string[]
  readonly abstract: string
  /** Names of the reader's topics it belongs to, or that the reader chose none and takes what is trending. */
  readonly because: readonly string[] | 'everything trending'
  readonly upvotes?: number | undefined
  readonly comments?: number | undefined
  readonly codeUrl?: string | undefined
  readonly publishedAt?: Date | undefined
  /** An editor's words on the paper, signed. */
  readonly note?: { readonly text: string; readonly by: string } | undefined
  /** Placed by an editor, not by its score. */
  readonly pinned?: boolean | undefined
  /** From outside the reader's topics, below them under a heading of its own. */
  readonly alsoTrending?: boolean | undefined
}

/** All that one digest says. The renderer adds nothing to it but wording: no clock, no look-ups. */
export type DigestView = {
  readonly edition: {
    readonly cadence: 'daily' | 'weekly' | 'monthly'
    /** YYYY-MM-DD, the reader's own day. */
    readonly date: string
    readonly number: number
  }
  /** Best first, at least one; the first is the lead. */
  readonly papers: readonly DigestPaper[]
  /** The topics the reader follows; none means everything trending. */
  readonly topicNames: readonly string[]
  /** Papers read for this reader in the edition's period, chosen or not. */
  readonly readCount: number
  /** What the edition stands on, and plainly which source was down. */
  readonly sources?: DigestSources | undefined
  readonly links: {
    readonly preferences: string
    readonly unsubscribe: string
    readonly home: string
    readonly web?: string | undefined
  }
  /** The address below which each paper has pages to ask for more or less of its kind; absent where nobody's own digest is shown. */
  readonly feedback?: string | undefined
  readonly postalAddress: string
  readonly signedUpOn?: Date | undefined
  readonly listName: string
  /** Of the frame, BCP 47; the papers stay in their own language. */
  readonly locale: string
}
