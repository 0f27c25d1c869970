import type { Coverage } from '../papers/coverage.ts'

type Part = { readonly name: string; readonly announced: number; readonly read: number }

const mostNamed = 3
const numbers = new Intl.NumberFormat('en-GB')
const list = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/**
 * What a digest was chosen from: "213 of 213 cs.CL announcements read, 4 chosen." for a reader who follows categories,
 * else "412 of 412 arXiv announcements and 24 of 24 Hugging Face papers read, 8 chosen." Empty where nothing is known.
 */
export function coverageLine(
  coverage: Coverage,
  digest: { readonly categories: readonly string[]; readonly because: readonly (readonly string[])[] },
): string {
  const followed = coverage
    .flatMap((source) => source.parts)
    .filter((part) => digest.categories.includes(part.name))
  if (followed.length > 0) return ofCategories(followed, digest.because)
  if (coverage.length === 0) return ''
  const read = coverage.map((source) =>
    ofAll(source, `${source.title} ${source.parts.length > 0 ? 'announcement' : 'paper'}`),
  )
  return `${list.format(read)} read, ${written(digest.because.length)} chosen.`
}

function ofCategories(parts: readonly Part[], because: readonly (readonly string[])[]): string {
  const largest = parts.toSorted((one, other) => other.announced - one.announced)
  const told = largest.slice(0, mostNamed).map((part) => {
    const chosen = because.filter((names) => names.includes(part.name)).length
    return `${ofAll(part, `${part.name} announcement`)} read, ${written(chosen)} chosen.`
  })
  const rest = parts.length - told.length
  return [...told, ...(rest > 0 ? [`${written(rest)} more of your categories were read.`] : [])].join(' ')
}

function ofAll({ announced, read }: Pick<Part, 'announced' | 'read'>, noun: string): string {
  return `${written(read)} of ${counted(announced, noun)}`
}

/** 1,234 */
function written(count: number): string {
  return numbers.format(count)
}

/** "1 paper", "1,234 papers" */
function counted(count: number, noun: string): string {
  return `${written(count)} ${noun}${count === 1 ? '' : 's'}`
}
