import { toMarkup } from './latex-commands.ts'
import { findFormula } from './latex-formula.ts'
import { toScript } from './latex-scripts.ts'
import { indexLatex, type LatexRange, type LatexSource, type LatexStep } from './latex-source.ts'

/** Deeper nesting than any author writes; beyond it the source stands as it is, so that a bomb cannot end the stack. */
const MAX_DEPTH = 40

const PLAIN_TEXT = /(?:[^\\${}~`'\-h]|-(?!-)|'(?!')|h(?!ttps?:))+/y
const PLAIN_MATH = /[^\\${}~^_']+/y
const WEB_ADDRESS = /https?:\/\/(?:[^\s{}$<>"'`\\]|\\[_%#&~])+/y

/** A group that BibTeX needs to keep capitals (`{BERT}`, `{B}ayesian`). Sets such as `{yes, no}` are no such group. */
const TITLE_GROUP = /^\p{Lu}[\p{L}\p{N} -]*$/u

/**
 * Makes text with LaTeX in it readable as plain Unicode: `\textbf{x}` → x, `\'e` → é, `$O(n^2)$` → O(n²). What it does
 * not know keeps its words. Linear in the length of the text; never throws.
 */
export function renderLatex(source: string): string {
  if (!/[\\${}~`]|''|--/.test(source)) return source
  return indexLatex(source, renderRange).render({ from: 0, to: source.length, mode: 'text', depth: 0 })
}

function renderRange(latex: LatexSource, range: LatexRange): string {
  if (range.depth > MAX_DEPTH) return latex.source.slice(range.from, range.to)
  const parts: string[] = []
  let before = ''
  let openQuotes = 0
  for (let at = range.from; at < range.to; ) {
    const step = readStep(latex, { ...range, from: at }, { before, openQuotes })
    if (step.text === '“') openQuotes += 1
    if (step.text === '”') openQuotes -= 1
    if (step.tight === true && /[.,;:)\]]/.test(latex.source[step.end] ?? '')) trimLast(parts)
    if (step.text !== '') parts.push(step.text)
    before = step.text.at(-1) ?? before
    at = Math.max(step.end, at + 1)
  }
  return parts.join('')
}

function trimLast(parts: string[]): void {
  const last = parts.pop()
  if (last !== undefined) parts.push(last.trimEnd())
}

type Context = { readonly before: string; readonly openQuotes: number }

function readStep(latex: LatexSource, range: LatexRange, context: Context): LatexStep {
  const { source } = latex
  const { from, to, mode } = range
  const plain = matchAt(mode === 'text' ? PLAIN_TEXT : PLAIN_MATH, source, range)
  if (plain !== '') return { text: plain, end: from + plain.length }
  const char = source[from] ?? ''
  if (char === '\\') return toMarkup(latex, range, context.before)
  if (char === '{') return readGroup(latex, range)
  if (char === '~') return { text: readTilde(source, from, context.before), end: from + 1 }
  if (mode === 'math') return readMathChar(latex, range, char)
  if (char === '$') return findFormula(latex, range) ?? { text: char, end: from + 1 }
  if (char === 'h') {
    const address = matchAt(WEB_ADDRESS, source, range)
    return address === ''
      ? { text: 'h', end: from + 1 }
      : { text: unescapeAddress(address), end: from + address.length }
  }
  return readPunctuation(source.slice(from, Math.min(to, from + 64)), from, context)
}

function matchAt(pattern: RegExp, source: string, range: LatexRange): string {
  pattern.lastIndex = range.from
  const found = pattern.exec(source)?.[0] ?? ''
  return found.slice(0, range.to - range.from)
}

/** Addresses come through unchanged but for the escapes LaTeX asks for (`\_`, `\%`). */
function unescapeAddress(address: string): string {
  return address.replace(/\\([_%#&~])/g, '$1')
}

/** `Fig.~1` is a space; ` ~10%` means "about" and stays. */
function readTilde(source: string, at: number, before: string): string {
  const next = source[at + 1] ?? ''
  const about = /^[\s([]?$/.test(before) && /[\d\s.$]/.test(next)
  return about ? '~' : ' '
}

function readGroup(latex: LatexSource, range: LatexRange): LatexStep {
  const close = latex.pairs[range.from] ?? -1
  if (close === -1 || close >= range.to)
    return { text: range.mode === 'math' ? '' : '{', end: range.from + 1 }
  const inner = latex.render({ ...range, from: range.from + 1, to: close, depth: range.depth + 1 })
  const source = latex.source.slice(range.from + 1, close)
  const grouping = range.mode === 'math' || source === '' || /[\\$]/.test(source) || TITLE_GROUP.test(source)
  return { text: grouping ? inner : `{${inner}}`, end: close + 1 }
}

function readMathChar(latex: LatexSource, range: LatexRange, char: string): LatexStep {
  if (char === "'") return { text: '′', end: range.from + 1 }
  if (char !== '^' && char !== '_') return { text: char === '}' ? '' : char, end: range.from + 1 }
  const argument = readScriptArgument(latex, { ...range, from: range.from + 1 })
  if (argument.text.trim() === '') return { text: argument.end === range.to ? char : '', end: argument.end }
  return { text: toScript(char, argument.text.trim()), end: argument.end }
}

function readScriptArgument(latex: LatexSource, range: LatexRange): LatexStep {
  const { source } = latex
  const char = source.slice(range.from, range.to).match(/^\P{M}\p{M}*/u)?.[0] ?? ''
  if (char === '{') return readGroup(latex, range)
  if (char === '\\') return toMarkup(latex, { ...range, depth: range.depth + 1 }, '')
  return { text: char, end: range.from + char.length }
}

function readPunctuation(ahead: string, from: number, context: Context): LatexStep {
  if (ahead.startsWith('``')) return { text: '“', end: from + 2 }
  if (ahead.startsWith("''")) return { text: context.openQuotes > 0 ? '”' : '"', end: from + 2 }
  const dashes = /^-+/.exec(ahead)?.[0].length ?? 0
  if (dashes === 2) return { text: '–', end: from + 2 }
  if (dashes === 3) return { text: '—', end: from + 3 }
  if (dashes > 0) return { text: '-'.repeat(dashes), end: from + dashes }
  return { text: ahead.slice(0, 1), end: from + 1 }
}
