import { DomainError } from '../platform/errors.ts'
import type { NewEntry } from './add.ts'
import { readCsvRecords } from './csv-records.ts'
import { parseEmailAddress } from './email-address.ts'
import { preferencesSchema } from './preferences.ts'

export type CsvRow =
  | { readonly line: number; readonly entry: NewEntry }
  /** The row says itself that this person gets no mail, as an export of ours or of another program does. */
  | { readonly line: number; readonly inactive: string }
  | { readonly line: number; readonly rejected: string }

const columns = [
  ...['email', 'status', 'topics', 'categories', 'keywords', 'authors'],
  ...['frequency', 'hour', 'weekday', 'timezone', 'max_papers'],
]

/**
 * Reads readers from CSV with a header row; `email` is the one column it needs, what it does not know is left unread.
 * Topics and categories are separated by `;` or a space, keywords and authors by `;`. Commas, semicolons or tabs divide
 * the columns, as the header shows. A row that cannot be read is named by its line, and the next one follows.
 * @throws DomainError CSV_HEADER_INVALID
 */
export async function* readSubscribersCsv(
  input: AsyncIterable<Uint8Array>,
  topics: ReadonlySet<string>,
): AsyncGenerator<CsvRow> {
  const schema = preferencesSchema(topics)
  let header: readonly (string | undefined)[] | undefined
  for await (const record of readCsvRecords(input)) {
    if (!header) header = readHeader('cells' in record ? record.cells : [])
    else if ('rejected' in record) yield record
    else yield readRow(record, { header, schema, topics })
  }
  if (!header) throw headerFault()
}

function readHeader(names: readonly string[]): (string | undefined)[] {
  const known = names.map((name) => {
    const plain = name.toLowerCase().replace(/\s+/g, '_')
    const column = /^e-?mail(_address)?$/.test(plain) ? 'email' : plain
    return columns.includes(column) ? column : undefined
  })
  if (known.includes('email')) return known
  throw headerFault()
}

function headerFault(): DomainError {
  return new DomainError(
    'CSV_HEADER_INVALID',
    `The first line must name the columns, one of them email. Known columns: ${columns.join(', ')}.`,
  )
}

type Context = {
  readonly header: readonly (string | undefined)[]
  readonly schema: ReturnType<typeof preferencesSchema>
  readonly topics: ReadonlySet<string>
}

function readRow(
  { line, cells }: { readonly line: number; readonly cells: readonly string[] },
  { header, schema, topics }: Context,
): CsvRow {
  if (cells.length !== header.length)
    return { line, rejected: `the row has ${cells.length} columns, the header ${header.length}` }
  const cell = (name: string) => bareCell(cells[header.indexOf(name)] ?? '')
  const status = cell('status').toLowerCase()
  if (!['', 'active', 'subscribed'].includes(status)) return { line, inactive: status }
  const wanted = splitWords(cell('topics')).map((slug) => slug.toLowerCase())
  const unknown = wanted.filter((slug) => !topics.has(slug))
  const parsed = schema.safeParse({
    topics: wanted.filter((slug) => topics.has(slug)),
    categories: splitWords(cell('categories')),
    keywords: splitParts(cell('keywords')),
    authors: splitParts(cell('authors')),
    frequency: cell('frequency').toLowerCase() || undefined,
    hour: cell('hour') || undefined,
    weekday: cell('weekday') || undefined,
    timezone: cell('timezone') || undefined,
    maxPapers: cell('max_papers') || undefined,
  })
  const faults = [
    ...unknown.map((slug) => `there is no topic ${JSON.stringify(slug.slice(0, 60))}`),
    ...(parsed.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${issue.message}`),
  ]
  const email = readEmail(cell('email'))
  if ('fault' in email) faults.unshift(`email: ${email.fault}`)
  if (faults.length > 0 || !parsed.success || !('email' in email)) return { line, rejected: faults.join(' ') }
  return { line, entry: { email: email.email, preferences: parsed.data } }
}

function readEmail(text: string): { email: string } | { fault: string } {
  try {
    return { email: parseEmailAddress(text).email }
  } catch (error) {
    if (error instanceof DomainError) return { fault: error.message }
    throw error
  }
}

/** Takes back the quote that a careful export puts before what a spreadsheet would run as a formula. */
function bareCell(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, '')
}

function splitWords(text: string): string[] {
  return text.split(/[\s;,|]+/).filter((part) => part !== '')
}

function splitParts(text: string): string[] {
  return text
    .split(/[;|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
