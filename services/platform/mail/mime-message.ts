import { relaxedBody } from './dkim-relaxed.ts'
import type { FilledText, MailText, SharedText } from './mail-text.ts'
import { buildHeaderWriter, type HeaderWriter, parseMailbox } from './mime-headers.ts'
import { quotedPrintable } from './mime-quoted-printable.ts'

/** What of a message is written into it; the rest is its envelope. */
export type MimeSource = {
  readonly from: string
  readonly to: string
  readonly replyTo?: string | undefined
  readonly subject: string
  readonly text: MailText
  readonly html: MailText
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
}

/** A message of ASCII lines with CRLF (RFC 5322): its fields in order, folded, and its body. */
export type MimeMessage = {
  readonly fields: readonly string[]
  /** Dot-stuffed for its way (RFC 5321 4.5.2), in pieces of whole lines: most are shared with other messages. */
  readonly body: readonly string[]
  /** The body as RFC 6376 3.4.4 hashes it, in pieces too; empty where nothing signs. */
  readonly relaxedBody: readonly string[]
}

/**
 * Writes multipart/alternative messages, the same bytes as nodemailer's MailComposer for texts with CRLF and
 * `encoding: 'quoted-printable'`. Our own because it encodes once what mails share.
 */
export function buildMimeWriter({ isSigned }: { isSigned: boolean }): (source: MimeSource) => MimeMessage {
  const header = buildHeaderWriter()
  const encode = buildEncoder(isSigned ? relaxedBody : () => '')
  return (source) => {
    // A boundary made from the message id keeps a message that is sent again byte-identical.
    const boundary = `--_NmP-${source.messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40)}-Part_1`
    const body: string[] = []
    const relaxed: string[] = []
    const add = (piece: Encoded) => {
      body.push(piece.sent)
      if (isSigned) relaxed.push(piece.relaxed)
    }
    const addFrame = (lines: string) => add({ sent: lines, relaxed: lines })
    addFrame(`--${boundary}\r\n${plainHead}`)
    encode(source.text, add)
    addFrame(`\r\n--${boundary}\r\n${htmlHead}`)
    encode(source.html, add)
    addFrame(`\r\n--${boundary}--\r\n`)
    return { fields: fieldsOf(header, source, boundary), body, relaxedBody: relaxed }
  }
}

function fieldsOf(header: HeaderWriter, source: MimeSource, boundary: string): string[] {
  const own = Object.entries(source.headers).map(([name, value]) =>
    value.length > longestShared ? header.own(name, value) : header.shared(name, value),
  )
  const fields = [
    ...own,
    header.shared('From', parseMailbox(source.from)),
    header.recipient(source.to),
    source.replyTo ? header.shared('Reply-To', parseMailbox(source.replyTo)) : '',
    header.shared('Subject', source.subject),
    header.own('Message-ID', source.messageId),
    header.shared('Date', source.date.toUTCString().replace('GMT', '+0000')),
    'MIME-Version: 1.0',
    header.own('Content-Type', `multipart/alternative; boundary="${boundary}"`),
  ]
  return fields.filter((field) => field !== '')
}

// Longer fields hold links of one reader: to remember them would help nobody.
const longestShared = 120

const plainHead = partHead('plain')
const htmlHead = partHead('html')

function partHead(kind: 'plain' | 'html'): string {
  return `Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
}

/** Whole lines as they go out, and, for a signature, in the form that survives the way. */
type Encoded = { readonly sent: string; readonly relaxed: string }
type Add = (piece: Encoded) => void

/** Encodes a shared text once for as long as anything refers to it, and the lines of each mail as they come. */
function buildEncoder(relax: (encoded: string) => string): (text: MailText, add: Add) => void {
  const known = new WeakMap<SharedText, readonly Encoded[]>()
  const encode = (lines: string): Encoded => {
    const encoded = quotedPrintable(lines)
    return { sent: stuffDots(encoded), relaxed: relax(encoded) }
  }
  const encodeShared = (shared: SharedText) => {
    const found = known.get(shared)
    if (found) return found
    const blocks = shared.blocks.map(encode)
    known.set(shared, blocks)
    return blocks
  }
  const addFilled = ({ shared, own }: FilledText, add: Add) => {
    let at = 0
    for (const one of shared) {
      const blocks = encodeShared(one)
      for (let index = 0; index < blocks.length; index += 1) {
        if (index > 0) {
          add(encode(own[at] ?? ''))
          at += 1
        }
        const block = blocks[index]
        if (block && block.sent !== '') add(block)
      }
    }
  }
  return (text, add) => {
    if (typeof text === 'string') add(encode(text))
    else addFilled(text, add)
  }
}

/** A line that begins with a dot gets another one, or it could end the message (RFC 5321 4.5.2). */
function stuffDots(lines: string): string {
  const stuffed = lines.includes('\n.') ? lines.replaceAll('\n.', '\n..') : lines
  return stuffed.startsWith('.') ? `.${stuffed}` : stuffed
}
