import { z } from 'zod'
import { parseAuthorList, parseAuthorName } from '../author-names.ts'
import { type BuiltRecord, buildRecord, type RawPaper } from './build-record.ts'
import { parseDate } from './dates.ts'
import { readHuggingFaceItem } from './hugging-face-item.ts'
import { readLink } from './paper-urls.ts'

const MAX_QUOTED_CHARS = 60

/** Reads one parsed JSON value as a paper: the import format, or an item of Hugging Face's daily papers. */
export function readImportedPaper(value: unknown): BuiltRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { rejected: 'not an object' }
  if ('paper' in value && typeof value.paper === 'object' && value.paper !== null)
    return readHuggingFaceItem(value)
  const parsed = importFormat.safeParse(value)
  if (!parsed.success)
    return { rejected: [...new Set(parsed.error.issues.map((issue) => issue.message))].join('; ') }
  return buildRecord(toRaw(parsed.data))
}

const importFormat = z.object({
  id: optionalText('id'),
  doi: optionalText('doi'),
  title: requiredText('title'),
  abstract: requiredText('abstract'),
  authors: authors().transform(readAuthors),
  categories: textOrTexts('categories'),
  primary_category: optionalText('primary_category'),
  published: date('published'),
  updated: date('updated'),
  url: link('url'),
  code_url: link('code_url'),
  comment: optionalText('comment'),
  organization: optionalText('organization'),
  withdrawn: z.boolean({ error: 'withdrawn is not true or false' }).nullish(),
  upvotes: count('upvotes'),
  comments: count('comments'),
  stars: count('stars'),
})

function toRaw(paper: z.infer<typeof importFormat>): RawPaper {
  const counters = {
    ...(paper.upvotes == null ? {} : { upvotes: paper.upvotes }),
    ...(paper.comments == null ? {} : { comments: paper.comments }),
    ...(paper.stars == null ? {} : { stars: paper.stars }),
  }
  return {
    id: paper.id ?? undefined,
    doi: paper.doi ?? undefined,
    title: paper.title,
    abstract: paper.abstract,
    authors: paper.authors,
    categories: [...(paper.primary_category == null ? [] : [paper.primary_category]), ...paper.categories],
    publishedAt: paper.published,
    updatedAt: paper.updated,
    url: paper.url ?? undefined,
    codeUrl: paper.code_url ?? undefined,
    comment: paper.comment ?? undefined,
    organization: paper.organization ?? undefined,
    withdrawn: paper.withdrawn ?? false,
    counters: Object.keys(counters).length === 0 ? undefined : counters,
  }
}

function requiredText(field: string) {
  return z
    .string({ error: (issue) => (issue.input == null ? `${field} is missing` : `${field} is not text`) })
    .refine((text) => text.trim() !== '', { error: `${field} is missing` })
}

function optionalText(field: string) {
  return z.string({ error: `${field} is not text` }).nullish()
}

function textOrTexts(field: string) {
  return z
    .union([z.array(z.string()), z.string()], { error: `${field} is not a list of texts` })
    .nullish()
    .transform((value) => (typeof value === 'string' ? value.split(/\s+/) : (value ?? [])))
}

function authors() {
  const one = z.union([z.string(), z.object({ name: z.string() })])
  return z.union([z.array(one), z.string()], { error: 'authors is not a list of names' }).nullish()
}

type Author = string | { readonly name: string }

function readAuthors(value: readonly Author[] | string | null | undefined): string[] {
  if (typeof value === 'string') return parseAuthorList(value)
  return (value ?? [])
    .map((author) => parseAuthorName(typeof author === 'string' ? author : author.name))
    .filter((name) => name !== '')
}

function date(field: string) {
  return optionalText(field).transform((text, context) => {
    if (text == null || text.trim() === '') return undefined
    const read = parseDate(text)
    if (read === undefined)
      context.addIssue({ code: 'custom', message: `${field} is not a date: ${quote(text)}` })
    return read
  })
}

/** Checked here as well as in buildRecord, so that a record's faults are named together. */
function link(field: string) {
  return optionalText(field).superRefine((text, context) => {
    const read = text == null || text.trim() === '' ? undefined : readLink(text)
    if (read !== undefined && 'fault' in read)
      context.addIssue({ code: 'custom', message: `${field} ${read.fault}` })
  })
}

function count(field: string) {
  return z
    .number({ error: `${field} is not a whole number` })
    .refine((value) => Number.isSafeInteger(value) && value >= 0, { error: `${field} is not a whole number` })
    .nullish()
}

function quote(text: string): string {
  const short = Array.from(text).slice(0, MAX_QUOTED_CHARS).join('')
  return JSON.stringify(short.length < text.length ? `${short}…` : short)
}
