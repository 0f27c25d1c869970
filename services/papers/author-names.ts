import { cleanText } from './text-cleaning.ts'

/** Generational suffixes that follow a comma and are no author of their own. */
const SUFFIX = /^(?:jr|sr|ii|iii|iv|v|2nd|3rd|phd|ph\.d|md|m\.d)\.?$/i

/** Letters that NFKD does not take apart. */
const FOLDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ı: 'i',
    ħ: 'h',
    ŋ: 'n',
  }),
)

/**
 * Display names from one string as sources write it: `Chunhua Liu, Andr\'e B (Univ. of X, Y)` (arXiv: commas, LaTeX,
 * affiliations in parentheses), `Surname, I.; Other, A. B.` (bioRxiv: semicolons, surname first), `A. Bee and C. Dee`.
 * Order is kept; affiliations, empty names and a leading "Some Collaboration:" are not names.
 */
export function parseAuthorList(raw: string): string[] {
  const text = withoutParentheses(cleanText(raw)).replace(
    /^[^,;:]{0,120}(?:collaboration|consortium|team)\s*:/i,
    '',
  )
  const names = text.includes(';') ? text.split(';').map(turnSurname) : joinSuffixes(splitCommas(text))
  return names.map(tidy).filter((name) => /\p{L}/u.test(name))
}

/** One author as an array element of a source gives it: `Surname, Ada` turned round, affiliation removed. */
export function parseAuthorName(raw: string): string {
  return tidy(turnSurname(withoutParentheses(cleanText(raw))))
}

/**
 * What two spellings of one author share: surname and first initial, folded (`Aäron van den Oord`, `Oord, A. v. d.` →
 * `oord a`). Coarse by design: it finds candidates, and says nothing about whether they are one person.
 */
export function authorKey(name: string): string {
  const words = fold(parseAuthorName(name))
    .split(/[\s.]+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word !== '' && !SUFFIX.test(word))
  const surname = words.at(-1) ?? ''
  if (words.length < 2) return surname
  return `${surname} ${Array.from(words[0] ?? '')[0] ?? ''}`
}

/** A whole name, folded: the same person in the same spelling, accents and capitals aside. */
export function foldName(name: string): string {
  return fold(parseAuthorName(name))
}

function fold(name: string): string {
  const lower = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
  return Array.from(lower, (char) => FOLDS.get(char) ?? char).join('')
}

/** Innermost first, since affiliations nest. One that never closes loses its parenthesis, not the names after it. */
function withoutParentheses(text: string): string {
  let rest = text
  for (let depth = 0; depth < 5 && rest.includes('('); depth += 1) rest = rest.replace(/\([^()]*\)/g, '')
  return rest.replace(/[()]/g, ' ')
}

/** `, and ` and ` and ` part names like a comma; ` & ` too. */
function splitCommas(text: string): string[] {
  return text.split(/\s*,(?:\s*(?:and|&)\s+)?\s*|\s+(?:and|&)\s+/)
}

function joinSuffixes(parts: readonly string[]): string[] {
  const names: string[] = []
  for (const part of parts) {
    const last = names.pop()
    if (last !== undefined && SUFFIX.test(part.trim())) names.push(`${last} ${part.trim()}`)
    else names.push(...(last === undefined ? [] : [last]), part)
  }
  return names
}

/** `van den Oord, Aäron` → Aäron van den Oord; `King, Jr.` and `King, M. L., Jr.` keep the suffix last. */
function turnSurname(name: string): string {
  const [surname = '', ...rest] = name.split(',').map((part) => part.trim())
  const given = rest.filter((part) => part !== '' && !SUFFIX.test(part))
  const suffixes = rest.filter((part) => SUFFIX.test(part))
  return [...given, surname, ...suffixes].join(' ')
}

function tidy(name: string): string {
  return name
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:*†‡]+|[\s,;:*†‡]+$/g, '')
    .replace(/^et al\.?$/i, '')
}
