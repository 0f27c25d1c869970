import { toScript } from './latex-scripts.ts'
import type { LatexRange, LatexSource, LatexStep } from './latex-source.ts'

type Construct = (latex: LatexSource, rest: LatexRange) => LatexStep | undefined

/** Commands with a shape of their own. Each answers undefined where its arguments are not there. */
export const constructs: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ['frac', fraction],
  ['dfrac', fraction],
  ['tfrac', fraction],
  ['nicefrac', fraction],
  ['sqrt', root],
  ['href', link],
  ['url', address],
  ['nolinkurl', address],
  ['path', address],
  ['footnote', aside],
  ['thanks', aside],
  ['unicode', codePoint],
  ['item', (_latex, rest) => ({ text: ' • ', end: rest.from })],
  ['not', negation],
  ['textsuperscript', (latex, rest) => script(latex, rest, '^')],
  ['textsubscript', (latex, rest) => script(latex, rest, '_')],
])

type Argument = { readonly from: number; readonly to: number }

/** The `{…}` at `at`, or the one character there when `loose` (`\frac12`). */
function argumentAt(latex: LatexSource, range: LatexRange, loose = false): Argument | undefined {
  let at = range.from
  while (at < range.to && latex.source[at] === ' ') at += 1
  const close = latex.source[at] === '{' ? (latex.pairs[at] ?? -1) : -1
  if (close !== -1 && close < range.to) return { from: at + 1, to: close }
  return loose && at < range.to && /[\p{L}\p{N}]/u.test(latex.source[at] ?? '')
    ? { from: at, to: at + 1 }
    : undefined
}

/** Where reading goes on after an argument: past its brace if it has one. */
function after(latex: LatexSource, argument: Argument): number {
  return latex.source[argument.from - 1] === '{' && latex.pairs[argument.from - 1] === argument.to
    ? argument.to + 1
    : argument.to
}

function render(latex: LatexSource, rest: LatexRange, argument: Argument): string {
  return latex.render({ ...rest, ...argument, depth: rest.depth + 1 }).trim()
}

function fraction(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const above = argumentAt(latex, rest, true)
  if (above === undefined) return undefined
  const below = argumentAt(latex, { ...rest, from: after(latex, above) }, true)
  if (below === undefined) return undefined
  const text = `${grouped(render(latex, rest, above))}/${grouped(render(latex, rest, below))}`
  return { text, end: after(latex, below) }
}

function root(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const degree = /^\[(\w{1,3})\]/.exec(latex.source.slice(rest.from, rest.from + 5))
  const argument = argumentAt(latex, { ...rest, from: rest.from + (degree?.[0].length ?? 0) }, true)
  if (argument === undefined) return undefined
  const sign = degree === null ? '√' : `${toScript('^', degree[1] ?? '')}√`
  return { text: sign + grouped(render(latex, rest, argument)), end: after(latex, argument) }
}

/** Parentheses round what would read differently without them. */
function grouped(text: string): string {
  return /^[\p{L}\p{M}\p{N}.′₀-₉ᵢⱼₖₙ]+$/u.test(text) ? text : `(${text})`
}

/** `\href{https://…}{our code}` → our code (https://…), and the address alone where the text only repeats it. */
function link(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const target = argumentAt(latex, rest)
  if (target === undefined) return undefined
  const url = verbatim(latex, target)
  const label = argumentAt(latex, { ...rest, from: target.to + 1 })
  if (label === undefined) return { text: url, end: target.to + 1 }
  const text = latex.render({ ...rest, ...label, mode: 'text', depth: rest.depth + 1 }).trim()
  const repeats = text === '' || url.includes(text) || /^this https? url$/i.test(text)
  return { text: repeats ? url : `${text} (${url})`, end: label.to + 1 }
}

function address(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const target = argumentAt(latex, rest)
  return target === undefined ? undefined : { text: verbatim(latex, target), end: target.to + 1 }
}

/** In an address `~`, `_` and `--` mean themselves. */
function verbatim(latex: LatexSource, target: Argument): string {
  return latex.source
    .slice(target.from, target.to)
    .replace(/\\([_%#&~{}])/g, '$1')
    .replace(/\s+/g, '')
}

function aside(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const argument = argumentAt(latex, rest)
  if (argument === undefined) return undefined
  const text = latex.render({ ...rest, ...argument, mode: 'text', depth: rest.depth + 1 }).trim()
  return { text: text === '' ? '' : ` (${text})`, end: argument.to + 1 }
}

/** MathJax: `\unicode{x2013}`, `\unicode{8211}`. */
function codePoint(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const argument = argumentAt(latex, rest)
  if (argument === undefined) return undefined
  const digits = /^\s*(?:x([0-9a-f]{1,6})|(\d{1,7}))\s*$/i.exec(
    latex.source.slice(argument.from, argument.to),
  )
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  return code > 0x10ffff ? undefined : { text: String.fromCodePoint(code), end: argument.to + 1 }
}

function negation(latex: LatexSource, rest: LatexRange): LatexStep | undefined {
  const known = /^\s*(=|\\in\b|\\equiv\b|\\subset\b|\\subseteq\b|\\sim\b)/.exec(
    latex.source.slice(rest.from, rest.from + 20),
  )
  if (known === null) return undefined
  const signs: Readonly<Record<string, string>> = {
    '=': '≠',
    '\\in': '∉',
    '\\equiv': '≢',
    '\\subset': '⊄',
    '\\subseteq': '⊈',
    '\\sim': '≁',
  }
  return { text: signs[known[1] ?? ''] ?? '', end: rest.from + known[0].length }
}

function script(latex: LatexSource, rest: LatexRange, marker: '^' | '_'): LatexStep | undefined {
  const argument = argumentAt(latex, rest)
  return argument === undefined
    ? undefined
    : { text: toScript(marker, render(latex, rest, argument)), end: argument.to + 1 }
}
