/** A paper as simple rankings see it. */
export type Standing = { readonly upvotes: number; readonly listedAt: Date }

const hourMs = 3_600_000
/** Reddit's own zero of time, 2005-12-08 07:46:43 UTC; only differences matter. */
const redditEpochSeconds = 1_134_028_003

/** What our score is held against. Each gives a number by which the best paper is the largest. */
export const baselines = {
  'newest first': ({ listedAt }) => listedAt.getTime(),
  'raw upvotes': ({ upvotes }) => upvotes,
  /** (p − 1) / (hours + 2)^1.8, http://amix.dk/blog/post/19574 */
  'Hacker News': ({ upvotes, listedAt }, now) =>
    (upvotes - 1) / (Math.max(0, now.getTime() - listedAt.getTime()) / hourMs + 2) ** 1.8,
  /** log10(max(votes, 1)) + seconds / 45,000: r2/r2/lib/db/_sorts.pyx of reddit-archive/reddit */
  'Reddit hot': ({ upvotes, listedAt }) =>
    Math.log10(Math.max(upvotes, 1)) + (listedAt.getTime() / 1_000 - redditEpochSeconds) / 45_000,
} satisfies Readonly<Record<string, (paper: Standing, now: Date) => number>>
