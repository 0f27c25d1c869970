import { accented, marked, mathAccents, namedAccents, symbolAccents } from './latex-accents.ts'
import { constructs } from './latex-constructs.ts'
import type { LatexRange, LatexSource, LatexStep } from './latex-source.ts'
import {
  blackboard,
  dropped,
  keepsLast,
  layout,
  letters,
  operators,
  spaces,
  symbols,
  textArguments,
} from './latex-symbols.ts'

const NAME = /[a-zA-Z]+/y
const LETTER_COMMAND = /\\([a-zA-Z]{1,2})(?![a-zA-Z])[ \t]?/y

/** Reads the command whose backslash stands at `range.from`. `before` is the character printed last. */
export function toMarkup(latex: LatexSource, range: LatexRange, before: string): LatexStep {
  NAME.lastIndex = range.from + 1
  const name = NAME.exec(latex.source)?.[0] ?? ''
  const end = range.from + 1 + name.length
  if (name === '' || end > range.to) return readControlSymbol(latex, range)
  const starred = latex.source[end] === '*' && latex.source[end + 1] === '{'
  return readNamed(latex, { name, before, rest: { ...range, from: end + (starred ? 1 : 0) } })
}

type Named = { readonly name: string; readonly before: string; readonly rest: LatexRange }

function readNamed(latex: LatexSource, command: Named): LatexStep {
  const { name, before, rest } = command
  const letter = letters.get(name)
  if (letter !== undefined) return { text: letter, end: skipEaten(latex, rest) }
  const symbol = symbols.get(name)
  if (symbol !== undefined) return { text: symbol, end: rest.from }
  const operator = operators.get(name)
  if (operator !== undefined)
    return { text: operator, end: /\s/.test(before) ? rest.from : skipSpace(latex, rest) }
  if (spaces.has(name)) return { text: ' ', end: rest.from }
  if (layout.has(name)) return { text: '', end: skipSpace(latex, rest) }
  return readWithArguments(latex, command)
}

function readWithArguments(latex: LatexSource, command: Named): LatexStep {
  const { name, rest } = command
  const construct = constructs.get(name)
  const constructed = construct?.(latex, rest)
  if (constructed !== undefined) return constructed
  const dropCount = dropped.get(name)
  if (dropCount !== undefined) return { text: '', end: skipArguments(latex, rest, dropCount), tight: true }
  const mark = namedAccents.get(name) ?? mathAccents.get(name)
  const accentedStep = mark === undefined ? undefined : readAccent(latex, rest, { mark, named: true })
  if (accentedStep !== undefined) return accentedStep
  const groups = readGroups(latex, textArguments.has(name) ? { ...rest, mode: 'text' } : rest)
  if (groups.length === 0) return bareName(latex, command)
  const end = groups.at(-1)?.end ?? rest.from
  if (keepsLast.has(name)) return { text: groups.at(-1)?.text ?? '', end }
  if (name === 'mathbb') return { text: blackboard.get(groups[0]?.text ?? '') ?? groups[0]?.text ?? '', end }
  const text = groups
    .map((group) => group.text)
    .join(' ')
    .trim()
  return { text: text === '' && !textArguments.has(name) ? name : text, end }
}

/** An unknown name without argument is a macro of the paper (`\tool`) or a function (`\log`): its name is its words. */
function bareName(latex: LatexSource, command: Named): LatexStep {
  const { name, before, rest } = command
  const end = latex.source[rest.from] === '{' && latex.pairs[rest.from] === -1 ? rest.from + 1 : rest.from
  if (textArguments.has(name)) return { text: '', end }
  const math = rest.mode === 'math'
  const lead = math && /[\p{L}\p{N})]/u.test(before) ? ' ' : ''
  const trail = math && /[\p{L}\p{N}\\]/u.test(latex.source[end] ?? '') ? ' ' : ''
  return { text: lead + name + trail, end }
}

function readControlSymbol(latex: LatexSource, range: LatexRange): LatexStep {
  const { source } = latex
  const char = source[range.from + 1] ?? ''
  const end = Math.min(range.from + 2, range.to)
  if (char === '' || range.from + 1 >= range.to) return { text: '\\', end: range.to }
  if (char === '\\') return { text: ' ', end: skipOptional(latex, { ...range, from: end }) }
  if (char === '(' || char === '[') return readDelimited(latex, range, char)
  const mark = symbolAccents.get(char)
  if (mark !== undefined && range.mode === 'text') {
    return readAccent(latex, { ...range, from: end }, { mark, named: false }) ?? { text: char, end }
  }
  if (char === '|') return { text: range.mode === 'math' ? '‖' : '|', end }
  if (/[,;:>\s]/.test(char)) return { text: ' ', end }
  if (/[!/@]/.test(char) || (char === '-' && range.mode === 'text')) return { text: '', end }
  return { text: char, end }
}

function readDelimited(latex: LatexSource, range: LatexRange, open: '(' | '['): LatexStep {
  const from = range.from + 2
  const close = latex.nextClosing(open === '(' ? ')' : ']', from)
  if (range.mode === 'math' || close === -1 || close > range.to) return { text: open, end: from }
  const text = latex.render({ from, to: close, mode: 'math', depth: range.depth + 1 }).trim()
  return { text: open === '[' ? ` ${text} ` : text, end: close + 2 }
}

/** Undefined where nothing follows that can carry the accent. */
function readAccent(
  latex: LatexSource,
  range: LatexRange,
  accent: { readonly mark: string; readonly named: boolean },
): LatexStep | undefined {
  const { source } = latex
  const at = accent.named ? skipSpace(latex, range) : range.from
  if (at >= range.to) return undefined
  const put = accent.named ? marked : accented
  const close = latex.pairs[at] ?? -1
  if (source[at] === '{' && close !== -1 && close < range.to) {
    const inner = latex.render({ ...range, from: at + 1, to: close, depth: range.depth + 1 }).trim()
    if (inner === '') return accent.named ? undefined : { text: source[range.from - 1] ?? '', end: close + 1 }
    return { text: /^\p{L}/u.test(inner) ? (put(inner, accent.mark) ?? inner) : inner, end: close + 1 }
  }
  LETTER_COMMAND.lastIndex = at
  const command = LETTER_COMMAND.exec(source)
  const base = command === null ? (source[at] ?? '') : (letters.get(command[1] ?? '') ?? '')
  const text = /^\p{L}$/u.test(base) ? put(base, accent.mark) : undefined
  return text === undefined ? undefined : { text, end: at + (command?.[0].length ?? base.length) }
}

function readGroups(latex: LatexSource, range: LatexRange): LatexStep[] {
  const groups: LatexStep[] = []
  for (let at = range.from; latex.source[at] === '{'; ) {
    const close = latex.pairs[at] ?? -1
    if (close === -1 || close >= range.to) break
    const text = latex.render({ ...range, from: at + 1, to: close, depth: range.depth + 1 })
    groups.push({ text, end: close + 1 })
    at = close + 1
  }
  return groups
}

function skipArguments(latex: LatexSource, range: LatexRange, count: number): number {
  let at = range.from
  for (let left = count; left > 0; left -= 1) {
    at = skipOptional(latex, { ...range, from: at })
    const close = latex.source[at] === '{' ? (latex.pairs[at] ?? -1) : -1
    if (close === -1 || close >= range.to) return at
    at = close + 1
  }
  return at
}

/** `[…]` right after a command, at most a line long. */
function skipOptional(latex: LatexSource, range: LatexRange): number {
  const found = /^(?:\[[^[\]{}]*\])+/.exec(
    latex.source.slice(range.from, Math.min(range.to, range.from + 200)),
  )
  return range.from + (found?.[0].length ?? 0)
}

function skipSpace(latex: LatexSource, range: LatexRange): number {
  let at = range.from
  while (at < range.to && /\s/.test(latex.source[at] ?? '')) at += 1
  return at
}

/** The space after `\o` goes when a letter of the same word follows, and an empty group (`\o{}`) goes with it. */
function skipEaten(latex: LatexSource, range: LatexRange): number {
  if (latex.source.startsWith('{}', range.from)) return range.from + 2
  const at = skipSpace(latex, range)
  return /\p{L}/u.test(latex.source[at] ?? '') && at < range.to ? at : range.from
}
