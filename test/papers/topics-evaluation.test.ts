import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { evaluateTopics } from '../../services/papers/topics/evaluate.ts'
import { formatEvaluation } from '../../services/papers/topics/format-evaluation.ts'
import { isBlind, readLabelledPapers } from '../../services/papers/topics/labelled.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'

const topics = loadTopics()
const classify = buildClassifier(topics)
const labelled = readLabelledPapers(
  fileURLToPath(new URL('labels/labelled-papers.jsonl.gz', import.meta.url)),
)

describe('agreement with the readers', () => {
  it('stays above F1 0.80 on the held-out papers, which nothing was fitted to', () => {
    const { micro, papers } = evaluateTopics(
      { classify },
      labelled.filter(({ set }) => set === 'held-out'),
    )
    expect(papers).toBe(280)
    expect(micro.f1).toBeGreaterThan(0.8)
  })

  it('stays above F1 0.80 on the held-out papers without their categories', () => {
    const bare = labelled
      .filter(({ set }) => set === 'held-out')
      .map((paper) => ({ ...paper, categories: [] }))
    expect(evaluateTopics({ classify }, bare).micro.f1).toBeGreaterThan(0.8)
  })

  it('stays above F1 0.84, and 0.78 over the topics alike, on the development papers', () => {
    const { micro, macro } = evaluateTopics(
      { classify },
      labelled.filter(({ set }) => set === 'dev'),
    )
    expect(micro.f1).toBeGreaterThan(0.84)
    expect(macro.f1).toBeGreaterThan(0.78)
  })

  it('holds for the newer half of the month as for the older', () => {
    const { older, newer } = evaluateTopics(
      { classify },
      labelled.filter(({ set }) => set === 'held-out'),
    )
    expect(older?.micro.f1).toBeGreaterThan(0.78)
    expect(newer?.micro.f1).toBeGreaterThan(0.78)
  })
})

describe('the labels', () => {
  it('are blind where the model must not have seen them: the held-out papers and every test set', () => {
    const blind = labelled.filter(isBlind).map(({ set }) => set)
    expect([...new Set(blind)].sort()).toEqual(['held-out', 'round2-test', 'sketch2-test'])
  })

  it('name known topics only, and no paper stands in two sets', () => {
    const known = new Set(topics.map(({ slug }) => slug))
    expect(labelled.flatMap((paper) => paper.topics).filter((slug) => !known.has(slug))).toEqual([])
    expect(new Set(labelled.map(({ title }) => title)).size).toBe(labelled.length)
  })
})

describe('the figures', () => {
  const papers = [
    { title: 'a', abstract: '', categories: [], topics: ['x', 'y'], published: '2025-01-01' },
    { title: 'b', abstract: '', categories: [], topics: ['x'], published: '2025-01-02' },
    { title: 'c', abstract: '', categories: [], topics: [], published: '2025-01-03' },
    { title: 'd', abstract: '', categories: [], topics: ['y'], published: null },
  ]
  const answers = new Map([
    ['a', ['x']],
    ['b', ['x', 'y']],
    ['c', []],
    ['d', ['y']],
  ])
  const evaluation = evaluateTopics(
    { classify: ({ title }) => (answers.get(title) ?? []).map((slug) => ({ slug })) },
    papers,
  )

  it('count pairs of paper and topic together, and topics alike', () => {
    expect(evaluation.topics).toEqual([
      { slug: 'x', support: 2, found: 2, precision: 1, recall: 1, f1: 1 },
      { slug: 'y', support: 2, found: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
    ])
    expect(evaluation.micro).toEqual({ precision: 0.75, recall: 0.75, f1: 0.75 })
    expect(evaluation.macro.f1).toBe(0.75)
  })

  it('part the dated papers by day and leave out the undated', () => {
    expect(evaluation.older).toMatchObject({ papers: 1, from: '2025-01-01', to: '2025-01-01' })
    expect(evaluation.newer).toMatchObject({ papers: 2, from: '2025-01-02', to: '2025-01-03' })
  })

  it('of nothing are zero', () => {
    expect(evaluateTopics({ classify }, [])).toEqual({
      papers: 0,
      topics: [],
      micro: { precision: 0, recall: 0, f1: 0 },
      macro: { precision: 0, recall: 0, f1: 0 },
    })
  })

  it('print as a table with every topic and both halves', () => {
    const text = formatEvaluation(evaluation)
    expect(text).toMatch(/^y\s+2\s+2\s+0\.50\s+0\.50\s+0\.50$/m)
    expect(text).toContain('older half: 1 papers, 2025-01-01 to 2025-01-01')
  })
})
