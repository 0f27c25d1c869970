import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const SAMPLE = new URL('../../services/papers/data/sample-papers.json', import.meta.url)

// Strict: a misspelt key would be dropped in silence by an import and leave a hole in the demo.
const sampleRecord = z.strictObject({
  id: z.optional(z.string()),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  url: z.string(),
  code_url: z.optional(z.string()),
  upvotes: z.number(),
  comments: z.number(),
})

const papers = z.array(sampleRecord).parse(JSON.parse(readFileSync(SAMPLE, 'utf8')))

/** Sentence ends: a mark before a space and a capital, or at the very end. `62.3%` and `e.g. this` are none. */
function countSentences(text: string): number {
  return text.match(/[.!?](?=\s+["'(]?[A-Z]|$)/g)?.length ?? 0
}

/** Titles that break `holds`, so that a failure names its papers. */
function titlesBreaking(holds: (paper: (typeof papers)[number]) => boolean): string[] {
  return papers.filter((paper) => !holds(paper)).map((paper) => paper.title)
}

describe('the bundled sample of papers', () => {
  test('holds 67 papers', () => {
    expect(papers).toHaveLength(67)
  })

  test('names no paper twice, by title, arXiv number or link', () => {
    const ids = papers.flatMap((paper) => paper.id ?? [])
    expect(new Set(papers.map((paper) => paper.title.toLowerCase())).size).toBe(67)
    expect(new Set(papers.map((paper) => paper.url)).size).toBe(67)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('has titles without surrounding space, line breaks or TeX', () => {
    expect(titlesBreaking(({ title }) => title === title.trim() && !/[\n\r\t\\~$]| {2}/.test(title))).toEqual(
      [],
    )
  })

  test('sums each paper up in one or two sentences of 100 to 450 characters', () => {
    expect(titlesBreaking(({ abstract }) => abstract.length >= 100 && abstract.length <= 450)).toEqual([])
    expect(titlesBreaking(({ abstract }) => [1, 2].includes(countSentences(abstract)))).toEqual([])
    expect(titlesBreaking(({ abstract }) => abstract.endsWith('.'))).toEqual([])
  })

  test('links over https only', () => {
    const links = papers.flatMap(({ url, code_url }) => [url, ...(code_url === undefined ? [] : [code_url])])
    expect(links.filter((link) => new URL(link).protocol !== 'https:')).toEqual([])
  })

  test('links to the abstract page of the number it gives, else to a search for the title', () => {
    const leadsToPaper = ({ id, title, url }: (typeof papers)[number]) => {
      if (id !== undefined) return /^\d{4}\.\d{4,5}$/.test(id) && url === `https://arxiv.org/abs/${id}`
      const { origin, pathname, searchParams } = new URL(url)
      return `${origin}${pathname}` === 'https://arxiv.org/search/' && searchParams.get('query') === title
    }
    expect(titlesBreaking(leadsToPaper)).toEqual([])
  })

  test('files each paper under at least one arXiv category, none twice', () => {
    const wellFormed = ({ categories }: (typeof papers)[number]) =>
      categories.length > 0 &&
      new Set(categories).size === categories.length &&
      categories.every((category) => /^(cs|eess|stat|math|q-bio|physics|econ)\.[A-Z]{2}$/.test(category))
    expect(titlesBreaking(wellFormed)).toEqual([])
  })

  test('gives whole, non-negative votes with a low median and a long tail', () => {
    const isCount = (value: number) => Number.isInteger(value) && value >= 0
    const upvotes = papers.map((paper) => paper.upvotes).sort((a, b) => a - b)
    const median = upvotes[Math.floor(upvotes.length / 2)]
    expect(titlesBreaking((paper) => isCount(paper.upvotes) && isCount(paper.comments))).toEqual([])
    expect(median).toBeGreaterThanOrEqual(3)
    expect(median).toBeLessThanOrEqual(12)
    expect(Math.max(...upvotes)).toBeGreaterThan(100)
  })
})
