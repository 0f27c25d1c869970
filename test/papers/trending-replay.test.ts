import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ndcg, spearman } from '../../services/papers/rank-agreement.ts'
import { readSnapshots } from '../../services/papers/read-snapshots.ts'
import { replayTrending } from '../../services/papers/trending-replay.ts'
import { generateSnapshots } from './synthetic-votes.ts'

const list = (...pairs: readonly (readonly [score: number, outcome: number])[]) =>
  pairs.map(([score, outcome]) => ({ score, outcome }))
async function* bytes(...parts: readonly (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part)
}

describe('the agreement of two orders', () => {
  test('is 1 for the same, -1 for the reverse, 0 for no relation, and unknown where there is no order', () => {
    expect(spearman(list([1, 10], [2, 20], [3, 30]))).toBeCloseTo(1, 12)
    expect(spearman(list([1, 30], [2, 20], [3, 10]))).toBeCloseTo(-1, 12)
    expect(spearman(list([1, 2], [2, 4], [3, 1], [4, 3]))).toBeCloseTo(0, 12)
    expect(spearman(list([1, 5], [2, 5]))).toBeUndefined()
    expect(spearman([])).toBeUndefined()
  })

  test('shares the mean rank among ties', () => {
    // The textbook value: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    expect(spearman(list([1, 1], [5, 2], [5, 3], [9, 4]))).toBeCloseTo(0.948_683_298, 8)
  })

  test('of the first places is 1 for the best order, and what chance would make of ties', () => {
    expect(ndcg(list([3, 7], [2, 3], [1, 0]), 10)).toBeCloseTo(1, 12)
    expect(ndcg(list([1, 7], [2, 0]), 1)).toBe(0)
    expect(ndcg(list([1, 7], [1, 0]), 1)).toBeCloseTo(0.5, 12)
    expect(ndcg(list([1, 0], [2, 0]), 10)).toBeUndefined()
  })
})

describe('snapshots', () => {
  const line = {
    paper: '2611.00001',
    listedAt: '2026-11-23T08:00:00Z',
    takenAt: '2026-11-23T10:00:00Z',
    upvotes: 3,
  }

  test('are read from JSON lines, gzipped too, a paper’s readings in the order of time', async () => {
    const later = { ...line, takenAt: '2026-11-23T13:00:00+01:00', upvotes: 9, topic: 'agents' }
    const file = `${JSON.stringify(later)}\n\n${JSON.stringify(line)}\n`
    for (const input of [bytes(file), bytes(gzipSync(file))]) {
      const { papers, rejected } = await readSnapshots(input)
      expect(rejected).toEqual([])
      expect(papers).toMatchObject([{ topic: 'agents', readings: [{ upvotes: 3 }, { upvotes: 9 }] }])
    }
  })

  test('that cannot be read are named by their line', async () => {
    const file = ['{"paper":"x"', JSON.stringify({ ...line, upvotes: -1 }), JSON.stringify(line)].join('\n')
    const { papers, rejected } = await readSnapshots(bytes(file))
    expect(papers).toHaveLength(1)
    expect(rejected.map((one) => one.line)).toEqual([1, 2])
    expect(rejected[1]?.reason).toContain('upvotes')
  })
})

describe('a replay', () => {
  const replay = async (days: number, seed: number) => {
    const lines = [...generateSnapshots({ days, papersADay: 30, seed })].map((one) => JSON.stringify(one))
    return replayTrending((await readSnapshots(bytes(lines.join('\n')))).papers)
  }

  test('knows at noon nothing of what comes after', async () => {
    const snapshots = [...generateSnapshots({ days: 5, papersADay: 30, seed: 1 })]
    const noon = Date.parse('2026-09-08T12:00:00Z')
    const read = async (change: (upvotes: number) => number) => {
      const lines = snapshots.map((one) =>
        JSON.stringify({
          ...one,
          upvotes: Date.parse(one.takenAt) <= noon ? one.upvotes : change(one.upvotes),
        }),
      )
      return (await readSnapshots(bytes(lines.join('\n')))).papers
    }
    // Constant outcomes leave no order to agree with: whatever is left of the agreement was looked up.
    const [day] = replayTrending(await read(() => 1_000_000))
    expect(day?.rankings.every((ranking) => ranking.spearman === undefined || ranking.spearman < 1)).toBe(
      true,
    )
    const first = replayTrending(await read((upvotes) => upvotes))[0]
    expect(first?.days).toBeGreaterThan(0)
  })

  test('of made-up votes: the score foretells them better than newest first, Hacker News and Reddit hot', async () => {
    const [day, week] = await replay(19, 7)
    const figure = (from: typeof day, name: string) => from?.rankings.find((ranking) => ranking.name === name)
    for (const from of [day, week]) {
      const ours = figure(from, 'Broadsheet')
      expect(from?.days).toBeGreaterThan(5)
      for (const name of ['newest first', 'Hacker News', 'Reddit hot'])
        expect(ours?.spearman, `${from?.name}: ${name}`).toBeGreaterThan(figure(from, name)?.spearman ?? 1)
    }
    // Over a week's list the stock of votes says where the paper has been, not where it goes.
    expect(figure(week, 'Broadsheet')?.spearman).toBeGreaterThan(figure(week, 'raw upvotes')?.spearman ?? 1)
    expect(figure(week, 'Broadsheet')?.ndcg10).toBeGreaterThan(figure(week, 'raw upvotes')?.ndcg10 ?? 1)
  })

  test('tells the same again', async () => {
    expect(await replay(8, 3)).toEqual(await replay(8, 3))
  })

  test('needs readings three days after a noon', async () => {
    const lines = [...generateSnapshots({ days: 1, papersADay: 9, seed: 1 })].filter(
      (one) => one.takenAt < '2026-09-10T00:00',
    )
    const { papers } = await readSnapshots(bytes(lines.map((one) => JSON.stringify(one)).join('\n')))
    expect(replayTrending(papers).map(({ days }) => days)).toEqual([0, 0])
  })
})
