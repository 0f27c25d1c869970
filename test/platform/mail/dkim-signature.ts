import { createHash, createVerify } from 'node:crypto'

export type SignatureCheck = { readonly signed: readonly string[]; readonly isValid: boolean }

/** Verifies a message's one rsa-sha256, relaxed/relaxed DKIM signature (RFC 6376) on its own, without the signer's code. */
export function checkDkim(raw: string, publicKey: string): SignatureCheck {
  const split = raw.indexOf('\r\n\r\n')
  const headers = raw.slice(0, split).split(/\r\n(?![ \t])/)
  const signature = headers.find((header) => /^dkim-signature:/i.test(header)) ?? ''
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => [
        tag.slice(0, tag.indexOf('=')).trim(),
        tag.slice(tag.indexOf('=') + 1).replace(/\s/g, ''),
      ]),
  )
  const signed = (tags.get('h') ?? '').toLowerCase().split(':')
  const unsigned = signature.replace(/(\bb=)[^;]*$/, '$1')
  const input = [...pickHeaders(headers, signed), unsigned].map(relaxHeader).join('\r\n')
  const isSigned = createVerify('RSA-SHA256')
    .update(input)
    .verify(publicKey, tags.get('b') ?? '', 'base64')
  const bodyHash = createHash('sha256')
    .update(relaxBody(raw.slice(split + 4)))
    .digest('base64')
  return { signed, isValid: isSigned && bodyHash === tags.get('bh') && tags.get('a') === 'rsa-sha256' }
}

/** RFC 6376 5.4.2: a name takes the lowest header of its name that is not taken yet; an absent one is nothing. */
function pickHeaders(headers: readonly string[], names: readonly string[]): string[] {
  const left = [...headers]
  return names.flatMap((name) => {
    const index = left.findLastIndex((header) => header.toLowerCase().startsWith(`${name}:`))
    return index < 0 ? [] : left.splice(index, 1)
  })
}

function relaxHeader(header: string): string {
  const colon = header.indexOf(':')
  const value = header
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${header.slice(0, colon).toLowerCase().trim()}:${value}`
}

function relaxBody(body: string): string {
  const lines = body.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' ')
  return lines.replace(/(\r\n)*$/, '\r\n')
}
