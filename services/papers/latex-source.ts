/** `text` reads prose with commands in it, `math` reads the inside of a formula. */
export type LatexMode = 'text' | 'math'

export type LatexRange = {
  readonly from: number
  readonly to: number
  readonly mode: LatexMode
  readonly depth: number
}

/** What a construct became, and where reading goes on. `tight` asks for no space before a following comma or stop. */
export type LatexStep = { readonly text: string; readonly end: number; readonly tight?: boolean }

export type LatexSource = {
  readonly source: string
  /** For the index of each `{` the index of its `}`, else -1. Computed once, so that nesting cannot cost n². */
  readonly pairs: Int32Array
  readonly nextDollar: (from: number) => number
  readonly nextClosing: (bracket: ')' | ']', from: number) => number
  readonly render: (range: LatexRange) => string
}

/** Indexes a text once: matching braces, dollar signs, ends of `\(…\)` and `\[…\]`. Linear in its length. */
export function indexLatex(
  source: string,
  render: (latex: LatexSource, range: LatexRange) => string,
): LatexSource {
  const round = forwardSearch(source, '\\)')
  const square = forwardSearch(source, '\\]')
  const latex: LatexSource = {
    source,
    pairs: matchBraces(source),
    nextDollar: unescapedDollar(source),
    nextClosing: (bracket, from) => (bracket === ')' ? round(from) : square(from)),
    render: (range) => render(latex, range),
  }
  return latex
}

function matchBraces(source: string): Int32Array {
  const pairs = new Int32Array(source.length).fill(-1)
  const open: number[] = []
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at]
    if (char === '\\') at += 1
    else if (char === '{') open.push(at)
    else if (char === '}') {
      const start = open.pop()
      if (start !== undefined) pairs[start] = at
    }
  }
  return pairs
}

/** `indexOf` that remembers its last answer: a thousand openings without a closing must not each scan to the end. */
function forwardSearch(source: string, needle: string): (from: number) => number {
  let asked = 0
  let found = source.indexOf(needle)
  return (from) => {
    const stillHolds = from >= asked && (found === -1 || found >= from)
    if (!stillHolds) found = source.indexOf(needle, from)
    asked = from
    return found
  }
}

function unescapedDollar(source: string): (from: number) => number {
  const next = forwardSearch(source, '$')
  return (from) => {
    let at = next(from)
    while (at > 0 && source[at - 1] === '\\') at = next(at + 1)
    return at
  }
}
