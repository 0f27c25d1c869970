import { decodeHTMLStrict } from 'entities'
import { renderLatex } from './latex.ts'
import { stripTags } from './text-cleaning-html.ts'

/** Sources escape once, feeds of feeds twice (`&amp;lt;`). Three rounds reach a fixed point on all that was seen. */
const MAX_ENTITY_ROUNDS = 3

/** Zero-width characters, bidi overrides, soft hyphens, tag characters: they hide or reorder what a reader sees. */
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu
const CONTROL_NOT_SPACE = /[^\P{Cc}\t\n\v\f\r\x85]/gu
/** A single plain space stands already. */
const SPACES = /(?! (?![\s\x85]))[\s\x85]+/gu
/** Most of what is read, and nothing to remove from it. */
const PRINTABLE_ASCII = /^[ -~]*$/

/**
 * Text of a paper (title, abstract, comment, name) as readable plain Unicode on one line: entities decoded, tags gone,
 * LaTeX rendered, accents composed (NFC), control and invisible characters removed. Words never vanish. The result is
 * still text, not HTML: whoever prints it into a page escapes it. Linear in the length of `raw`; never throws.
 */
export function cleanText(raw: string): string {
  const decoded = removeInvisible(decodeEntities(removeInvisible(raw)))
  const readable = stripTags(renderLatex(stripTags(decoded)))
  return removeInvisible(readable).replace(SPACES, ' ').normalize('NFC').trim()
}

function removeInvisible(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(INVISIBLE, '').replace(CONTROL_NOT_SPACE, '')
}

/** Only entities that end in `;`: without that rule `?a=1&copy=2` in an address would lose its parameter. */
function decodeEntities(text: string): string {
  let decoded = text
  for (let round = 0; round < MAX_ENTITY_ROUNDS && decoded.includes('&'); round += 1) {
    const next = decodeHTMLStrict(decoded)
    if (next === decoded) return decoded
    decoded = next
  }
  return decoded
}
