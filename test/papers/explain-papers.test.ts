import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { explainPapers } from '../../services/papers/explain-papers.ts'
import { ingestPapers } from '../../services/papers/ingest.ts'
import { findPaper, listPapers } from '../../services/papers/list-papers.ts'
import { rescorePapers } from '../../services/papers/trending.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, paperRecord } from './ingest-samples.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clearPapers(database.db))
afterAll(() => database.close())

test('the parts of a list’s scores are those of each paper’s own page, and make up the score', async () => {
  const at = new Date('2026-11-24T12:00:00Z')
  const deps = { db: database.db, classify: classifyByTitle, now: () => at }
  const records = [3, 40, 0].map((upvotes, index) =>
    paperRecord({ title: ['Sheep', 'Goats', 'Cows'][index] ?? '', counters: { upvotes, comments: 1 } }),
  )
  await ingestPapers(deps, records, { source: 'page', listing: 'news' })
  await rescorePapers(deps)
  const { papers } = await listPapers(database.db, { sort: 'trending', limit: 10 })
  const parts = await explainPapers(database.db, papers, at)
  expect(parts.size).toBe(3)
  for (const paper of papers) {
    expect(parts.get(paper.id)).toEqual((await findPaper(database.db, paper.id, at))?.trending)
    expect(parts.get(paper.id)?.score).toBeCloseTo(paper.score, 9)
  }
})
