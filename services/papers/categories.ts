import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** One of arXiv's categories. */
export type Category = {
  /** `cs.CL`, `hep-th` */
  readonly id: string
  readonly name: string
  readonly group: string
  /** The category it is another name for; arXiv lists its papers under both. */
  readonly alias?: string | undefined
}

const categorySchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*(\.[A-Za-z-]+)?$/),
  name: z.string().min(1),
  group: z.string().min(1),
  alias: z.string().optional(),
})

const categoriesSchema = z
  .array(categorySchema)
  .min(1)
  .refine(
    (categories) => new Set(categories.map((category) => category.id)).size === categories.length,
    'ids must be unique',
  )

/**
 * The 155 active categories of arXiv, grouped as arXiv groups them (taxonomy/definitions.py of arxiv-base). Throws a
 * ZodError when data/arxiv-categories.json is not well formed.
 */
export function loadCategories(): readonly Category[] {
  return categoriesSchema.parse(
    JSON.parse(readFileSync(new URL('data/arxiv-categories.json', import.meta.url), 'utf8')),
  )
}

/** Their ids alone, for checking what somebody typed. */
export function loadCategoryIds(): ReadonlySet<string> {
  return new Set(loadCategories().map((category) => category.id))
}
