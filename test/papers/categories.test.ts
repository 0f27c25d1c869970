import { expect, test } from 'vitest'
import { loadCategories, loadCategoryIds } from '../../services/papers/categories.ts'
import { oaiSet } from '../../services/papers/sources/arxiv-sets.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'

test('all 155 active categories are there, as many in each archive as arXiv has', () => {
  const counts = new Map<string, number>()
  for (const { id } of loadCategories()) {
    const archive = id.split('.')[0] ?? ''
    counts.set(archive, (counts.get(archive) ?? 0) + 1)
  }
  const single = [
    'gr-qc',
    'hep-ex',
    'hep-lat',
    'hep-ph',
    'hep-th',
    'math-ph',
    'nucl-ex',
    'nucl-th',
    'quant-ph',
  ]
  expect(Object.fromEntries(counts)).toEqual({
    ...{ cs: 40, math: 32, physics: 22, 'q-bio': 10, 'cond-mat': 9, 'q-fin': 9, 'astro-ph': 6, stat: 6 },
    ...{ nlin: 5, eess: 4, econ: 3 },
    ...Object.fromEntries(single.map((archive) => [archive, 1])),
  })
  expect(loadCategories()).toHaveLength(155)
})

test('another name of a category leads to one that is there', () => {
  const ids = loadCategoryIds()
  const aliases = loadCategories().flatMap(({ id, alias }) => (alias === undefined ? [] : [[id, alias]]))
  expect(aliases.map(([id]) => id)).toEqual(['cs.NA', 'cs.SY', 'math.IT', 'math.MP', 'q-fin.EC', 'stat.TH'])
  for (const [, alias] of aliases) expect(ids.has(alias ?? '')).toBe(true)
})

test('every category has a set to be harvested by', () => {
  for (const { id } of loadCategories()) expect(oaiSet(id)).toMatch(/^[a-z-]+(:[a-z-]+(:[A-Za-z-]+)?)?$/)
})

test('a reader follows categories that exist, and is told of one that does not', () => {
  const schema = preferencesSchema(new Set(['agents']), loadCategoryIds())
  expect(schema.parse({ categories: ['hep-th', 'cs.CL', 'cond-mat.dis-nn'] }).categories).toEqual([
    'cond-mat.dis-nn',
    'cs.CL',
    'hep-th',
  ])
  const wrong = schema.safeParse({ categories: ['cs.CL', 'cs.XX'] })
  expect(wrong.error?.issues.map((issue) => issue.message)).toEqual([
    'One of these categories does not exist. Choose from the list at /api/v1/categories.',
  ])
})
