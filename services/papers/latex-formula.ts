import type { LatexRange, LatexSource, LatexStep } from './latex-source.ts'

/** No inline formula is longer; two dollar signs further apart are prices. */
const MAX_FORMULA_CHARS = 2_000

/**
 * The formula that opens at `range.from` with `$` or `$$`, rendered; undefined where the sign is only a dollar. With no
 * LaTeX inside, the rules are those of pandoc's `tex_math_dollars`: no space just inside, no digit just after, and here
 * also no prose between, so that "$5 and $10 are prices" survives.
 */
export function findFormula(latex: LatexSource, range: LatexRange): LatexStep | undefined {
  const { source } = latex
  const width = source[range.from + 1] === '$' ? 2 : 1
  const start = range.from + width
  const close = closingDollar(latex, start)
  if (close === -1 || close + width > range.to || close - start > MAX_FORMULA_CHARS || close === start)
    return undefined
  if (width === 2 && source[close + 1] !== '$') return undefined
  const content = source.slice(start, close)
  if (width === 1 && !isFormula(content, source[close + 1] ?? '')) return undefined
  const text = latex.render({ from: start, to: close, mode: 'math', depth: range.depth + 1 }).trim()
  const end = close + width
  return { text: width === 2 ? setApart(source, { from: range.from, end }, text) : text, end }
}

/** A displayed formula stood on its own line: spaces keep it from the words it touched. */
function setApart(source: string, at: { readonly from: number; readonly end: number }, text: string): string {
  const lead = /[\p{L}\p{N}.,;:]/u.test(source[at.from - 1] ?? '') ? ' ' : ''
  const trail = /[\p{L}\p{N}]/u.test(source[at.end] ?? '') ? ' ' : ''
  return lead + text + trail
}

/** The next dollar sign that is not inside a group the formula opened: `$a \text{ if $b$ }$` ends at its last one. */
function closingDollar(latex: LatexSource, start: number): number {
  let close = latex.nextDollar(start)
  for (let tries = 0; tries < 4 && close !== -1 && close - start <= MAX_FORMULA_CHARS; tries += 1) {
    const groupEnd = latex.pairs[latex.source.slice(start, close).lastIndexOf('{') + start] ?? -1
    if (groupEnd < close) return close
    close = latex.nextDollar(groupEnd + 1)
  }
  return close
}

function isFormula(content: string, next: string): boolean {
  const digitAfter = /\d/.test(next)
  if (/[\\^_{}]/.test(content))
    return !(digitAfter && (/\s$/.test(content) || /^\d[^\\^_{}]*\s/.test(content)))
  if (digitAfter || /^\s|\s$/.test(content)) return false
  const prose = /\p{L}{4,} \p{L}{2,}/u.test(content) || /^\d[\d.,]*\p{L}*[\s,;/]+\p{L}{2,}/u.test(content)
  return !prose
}
