/** More than any title, note or abstract; keeps a hostile megabyte from being scanned again and again. */
const MAX_INPUT_CHARACTERS = 20_000

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu

/** Overrides and isolates that make a line read in another order than it is written (UTS 55), and unseen padding. */
const UNSEEN =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** Nearly every title and name: words of ASCII with a space between them. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

const LONE_SURROGATES = /\p{Cs}/gu

/**
 * A stranger's text as one line: no CR, LF, NUL or other control, no direction overrides, no lone surrogates, single
 * spaces. Letters, accents, CJK, right-to-left text and emoji stay as they are. What the line says is not judged.
 */
export function oneLine(text: string): string {
  const start = text.length > MAX_INPUT_CHARACTERS ? text.slice(0, MAX_INPUT_CHARACTERS) : text
  if (PLAIN.test(start)) return start
  return start.replace(LONE_SURROGATES, '\ufffd').replace(UNSEEN, '').replace(CONTROLS, ' ').trim()
}

/** A postal address of several lines as one: "Example Press, 1 Paper Street, 10115 Berlin". */
export function addressLine(address: string): string {
  return oneLine(address.trim().replace(/\s*,?\s*[\r\n]+\s*/g, ', '))
}
