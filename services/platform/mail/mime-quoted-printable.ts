/** RFC 2045 6.7: no encoded line is longer, its soft line break included. */
const LINE = 76
/** A soft break goes behind a space or a stop among so many last characters of a line, if there is one. */
const MARGIN = 25

const SPACE = 0x20
const TAB = 0x09
const EQUALS = 0x3d

const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
const written = hex.map((encoded, byte) => {
  const isPlain = byte === TAB || (byte >= SPACE && byte <= 0x7e && byte !== EQUALS)
  return isPlain ? String.fromCharCode(byte) : encoded
})
const isStop = Array.from({ length: 128 }, (_, code) => ' \t.,!?'.includes(String.fromCharCode(code)))

const PRINTABLE = /^[\t\x20-\x7e]*$/

/**
 * Quoted-printable of a text (RFC 2045 6.7): ASCII, lines of at most 76 characters, line breaks as CRLF. Works line by
 * line, so that a text can be encoded piece by piece. The same bytes as nodemailer's for whole lines with CRLF.
 */
export function quotedPrintable(text: string): string {
  const whole = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  let encoded = ''
  for (let start = 0; start < whole.length; ) {
    const end = whole.indexOf('\n', start)
    if (end < 0) return encoded + wrapLine(`${encodeLine(whole.slice(start))}\r\n`).slice(0, -2)
    encoded += wrapLine(`${encodeLine(whole.slice(start, end))}\r\n`)
    start = end + 1
  }
  return encoded
}

function encodeLine(line: string): string {
  if (PRINTABLE.test(line)) return encodeEnd(line.replaceAll('=', '=3D'))
  let encoded = ''
  for (const byte of Buffer.from(line)) encoded += written[byte] ?? ''
  return encodeEnd(encoded)
}

/** A space at the end of a line would be lost on the way, and with it those before it. */
function encodeEnd(line: string): string {
  const last = line.charCodeAt(line.length - 1)
  return last === SPACE || last === TAB ? line.slice(0, -1) + hex[last] : line
}

function wrapLine(line: string): string {
  if (line.length <= LINE) return line
  let wrapped = ''
  let start = 0
  while (line.length - start > LINE) {
    const end = findBreak(line, start)
    wrapped += `${line.slice(start, end)}=\r\n`
    start = end
  }
  return wrapped + line.slice(start)
}

/** Where the encoded line that begins at `start` ends: at a stop, else between two characters, else as late as may be. */
function findBreak(line: string, start: number): number {
  const end = start + LINE
  for (let at = end - 1; at >= end - MARGIN; at -= 1) {
    if (isStop[line.charCodeAt(at)]) return Math.min(at + 1, end - 1)
  }
  const cut = endOfCharacter(line, start)
  if (cut < end) return cut
  return isEscapeBefore(line, end) ? end - 3 : end - 1
}

/** The end of the window, or before it where it would part the escapes of one UTF-8 character. */
function endOfCharacter(line: string, start: number): number {
  let end = start + LINE
  for (const back of [1, 2]) if (line.charCodeAt(end - back) === EQUALS) end -= back
  const isWhole = end === start + LINE
  if (isWhole && !isEscapeBefore(line, end)) return end
  while (end - start > 3 && isEscapeBefore(line, end)) {
    const byte = Number.parseInt(line.slice(end - 2, end), 16)
    if (byte < 0x80) break
    end -= 3
    if (byte >= 0xc0) break
  }
  return end
}

function isEscapeBefore(line: string, end: number): boolean {
  return line.charCodeAt(end - 3) === EQUALS
}
