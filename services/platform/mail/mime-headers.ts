import { foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'

/** A value as nodemailer takes it; an address is given in parts, so that a comma in a name makes no second one. */
export type HeaderValue = string | { readonly name: string; readonly address: string }

const root = new MimeNode('multipart/alternative')

/**
 * A header field, folded, without the line break at its end. The library encodes what is not ASCII and removes what
 * could end the field: it is the one place where text of others becomes a header.
 */
function headerField(name: string, value: HeaderValue): string {
  // A part below a root gets no Date, Message-ID and MIME-Version of the library's own.
  const part = new MimeNode(undefined, { rootNode: root, textEncoding: 'quoted-printable' })
  part.addHeader(name, typeof value === 'string' ? value : { ...value })
  return part.buildHeaders()
}

/** `Name <address>` or an address, in parts. */
export function parseMailbox(text: string): { name: string; address: string } {
  const [, name = '', address] = /^([^<]*)<([^<>]+)>$/.exec(text.trim()) ?? []
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address ?? text.trim() }
}

/** Nothing to encode, and nothing that could be read as encoded. */
const PLAIN = /^(?!.*=\?)[!-~]+(?: [!-~]+)*$/
const PLAIN_ADDRESS = /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*$/

// Fields that most mails of an edition share; the others differ from mail to mail.
const most = 1_000

export type HeaderWriter = {
  /** `headerField`, remembered: most mails of an edition have most fields in common. */
  shared(name: string, value: HeaderValue): string
  /** `headerField` for a value that comes once, faster where it is plain. */
  own(name: string, value: string): string
  /** `To` for one bare address. */
  recipient(address: string): string
}

export function buildHeaderWriter(): HeaderWriter {
  const known = new Map<string, string>()
  const shared: HeaderWriter['shared'] = (name, value) => {
    const key = `${name}\n${typeof value === 'string' ? value : `${value.name}\n${value.address}`}`
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const field = headerField(name, value)
    known.set(key, field)
    return field
  }
  // The library writes some names in its own way: List-Id as List-ID.
  const nameOf = (name: string) => shared(name, 'x').split(':', 1)[0]
  return {
    shared,
    own: (name, value) =>
      PLAIN.test(value) ? foldLines(`${nameOf(name)}: ${value}`, 76) : headerField(name, value),
    recipient: (address) =>
      PLAIN_ADDRESS.test(address)
        ? foldLines(`To: ${address}`, 76)
        : headerField('To', { name: '', address }),
  }
}
