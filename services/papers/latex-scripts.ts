const superscripts = alphabet(
  '0123456789+-=()abcdefghijklmnoprstuvwxyzT*′∘⊤†',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ*′°ᵀ†',
)
const subscripts = alphabet('0123456789+-=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

/** Words in small raised letters are hard to read; two letters (`th`, `ij`) still read well. */
const MAX_SMALL_LETTERS = 2

/**
 * Writes `text` above or below the line where Unicode has the characters: `^` 2 → ², `_` ij → ᵢⱼ. Otherwise the marker
 * stays, with parentheses round anything that is not one word: `x_train`, `e^(−t/2)`.
 */
export function toScript(marker: '^' | '_', text: string): string {
  if (text === '') return ''
  const small = marker === '^' ? superscripts : subscripts
  const letterCount = text.match(/\p{L}/gu)?.length ?? 0
  const mapped = Array.from(text, (char) => small.get(char))
  if (letterCount <= MAX_SMALL_LETTERS && mapped.every((char) => char !== undefined)) return mapped.join('')
  return /^[\p{L}\p{N}.]+$/u.test(text) || Array.from(text).length === 1
    ? marker + text
    : `${marker}(${text})`
}

function alphabet(plain: string, small: string): Map<string, string> {
  const target = Array.from(small)
  return new Map(Array.from(plain, (char, at) => [char, target[at] ?? char]))
}
