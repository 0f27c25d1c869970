import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { evaluateTopics } from '../../services/papers/topics/evaluate.ts'
import { formatEvaluation } from '../../services/papers/topics/format-evaluation.ts'
import { isBlind, type LabelledPaper, readLabelledPapers } from '../../services/papers/topics/labelled.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'

const topics = loadTopics()
const classify = buildClassifier(topics)
const labelled = readLabelledPapers(
  fileURLToPath(new URL('labels/labelled-papers.jsonl.gz', import.meta.url)),
)

function agreement(papers: readonly LabelledPaper[]) {
  const { micro, macro } = evaluateTopics({ classify }, papers)
  return { micro: micro.f1, macro: macro.f1 }
}

function ofSet(name: string): readonly LabelledPaper[] {
  return labelled.filter(({ set }) => set === name)
}

function bare(papers: readonly LabelledPaper[]): readonly LabelledPaper[] {
  return papers.map((paper) => ({ ...paper, categories: [] }))
}

describe('agreement with the readers', () => {
  const blind = labelled.filter(isBlind)

  it('stays above F1 0.81, and 0.77 over the topics alike, on the papers that nothing was fitted to', () => {
    const { micro, macro } = agreement(blind)
    expect(blind.length).toBe(303)
    expect(micro).toBeGreaterThan(0.81)
    expect(macro).toBeGreaterThan(0.77)
  })

  it('stays above F1 0.80, and 0.77 over the topics alike, on the same papers without their categories', () => {
    const { micro, macro } = agreement(bare(blind))
    expect(micro).toBeGreaterThan(0.8)
    expect(macro).toBeGreaterThan(0.77)
  })

  it.each([
    ['round3-test', 0.81, 0.65],
    ['sketch3-test', 0.78, 0.74],
  ])('stays on the blind set %s above F1 %d, and %d over the topics alike', (set, leastMicro, leastMacro) => {
    const { micro, macro } = agreement(ofSet(set))
    expect(micro).toBeGreaterThan(leastMicro)
    expect(macro).toBeGreaterThan(leastMacro)
  })

  it('stays above F1 0.85, and 0.80 over the topics alike, on the development papers', () => {
    const { micro, macro } = agreement(ofSet('dev'))
    expect(micro).toBeGreaterThan(0.85)
    expect(macro).toBeGreaterThan(0.8)
  })

  it('holds for the newer half of the month as for the older', () => {
    const { older, newer } = evaluateTopics({ classify }, ofSet('round3-test'))
    expect(older?.micro.f1).toBeGreaterThan(0.8)
    expect(newer?.micro.f1).toBeGreaterThan(0.8)
  })
})

describe('the labels', () => {
  it('are blind where the model must not have seen them', () => {
    const blind = labelled.filter(isBlind).map(({ set }) => set)
    expect([...new Set(blind)].sort()).toEqual(['round3-test', 'sketch3-test'])
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
