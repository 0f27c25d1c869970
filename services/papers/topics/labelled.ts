import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** A paper with the topics its readers gave it. `set` says what it may be used for: see test/papers/labels/README.md. */
const labelledPaperSchema = z.object({
  set: z.string(),
  id: z.string().nullable(),
  published: z.iso.date().nullable(),
  title: z.string(),
  abstract: z.string(),
  categories: z.array(z.string()),
  topics: z.array(z.string()),
})

export type LabelledPaper = z.infer<typeof labelledPaperSchema>

/** Reads labelled papers from gzipped JSON lines. Throws when the file is missing, no gzip, or a line is not of the form. */
export function readLabelledPapers(path: string): readonly LabelledPaper[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => labelledPaperSchema.parse(JSON.parse(line)))
}

/** Sets whose texts and errors nobody has read to write rules. One that has been read leaves this list for good. */
const BLIND_SETS: ReadonlySet<string> = new Set(['round3-test', 'sketch3-test'])

/** Papers that nothing is fitted to: figures on them are those to expect on new papers. */
export function isBlind({ set }: Pick<LabelledPaper, 'set'>): boolean {
  return BLIND_SETS.has(set)
}
