const ACUTE = '\u0301'
const GRAVE = '\u0300'

/** Accents written as a control symbol: `\'e`, `\"{o}`. */
export const symbolAccents: ReadonlyMap<string, string> = new Map([
  ["'", ACUTE],
  ['`', GRAVE],
  ['^', '\u0302'],
  ['"', '\u0308'],
  ['~', '\u0303'],
  ['=', '\u0304'],
  ['.', '\u0307'],
])

/** Accents written as a name: `\v{c}`, `\c c`. */
export const namedAccents: ReadonlyMap<string, string> = new Map([
  ['u', '\u0306'],
  ['v', '\u030C'],
  ['H', '\u030B'],
  ['c', '\u0327'],
  ['k', '\u0328'],
  ['r', '\u030A'],
  ['d', '\u0323'],
  ['b', '\u0331'],
  ['t', '\u0361'],
])

/** Accents of formulas, put over one letter: `\hat{x}`. Over more than one letter they are left out. */
export const mathAccents: ReadonlyMap<string, string> = new Map([
  ['hat', '\u0302'],
  ['widehat', '\u0302'],
  ['bar', '\u0304'],
  ['overline', '\u0304'],
  ['tilde', '\u0303'],
  ['widetilde', '\u0303'],
  ['vec', '\u20D7'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
  ['acute', ACUTE],
  ['grave', GRAVE],
  ['check', '\u030C'],
  ['breve', '\u0306'],
])

/** A diaeresis on any other letter is an escaped quotation mark (`\"hello\"`), not an accent. */
const DIAERESIS_BASES = /^[aeiouyAEIOUY]/

/**
 * Puts an accent on the first letter of `base`: ACUTE on `e` → `é`. Undefined where no such letter exists, which is how
 * `don\'t` is told from `\'s`. A dotless i or j takes its dot back, since the accent replaces it.
 */
export function accented(base: string, mark: string): string | undefined {
  const [first = '', ...rest] = Array.from(base.replace(/^ı/, 'i').replace(/^ȷ/, 'j'))
  if (mark === '\u0308' && !DIAERESIS_BASES.test(first)) return undefined
  const composed = `${first}${mark}`.normalize('NFC')
  return Array.from(composed).length === 1 ? composed + rest.join('') : undefined
}

/** The same without asking whether Unicode knows the letter: `x̂`, `p̣`. */
export function marked(base: string, mark: string): string {
  const [first = '', ...rest] = Array.from(base.replace(/^ı/, 'i').replace(/^ȷ/, 'j'))
  return `${first}${mark}`.normalize('NFC') + rest.join('')
}
