import { simpleParser } from 'mailparser'
import { type HeaderFields, readHeaderFields } from './header-fields.ts'

/** A message that came from outside, as far as a program may want to act on it. */
export type ReceivedMessage = {
  readonly fields: HeaderFields
  /** Decoded. */
  readonly subject: string
  /** Every part that is not the message's own words: media type in lower case, content as text. */
  readonly parts: readonly { readonly type: string; readonly text: string }[]
}

// What is behind this is a returned message's body; headers and reports come first.
const mostPartBytes = 64 * 1024

/**
 * Takes a message apart, however broken: nested, truncated, of unknown charsets.
 * @throws Error when it has no shape at all, for example headers of a megabyte or a thousand parts.
 */
export async function readMessage(raw: Buffer): Promise<ReceivedMessage> {
  const parsed = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  })
  return {
    fields: readHeaderFields(raw.subarray(0, mostPartBytes).toString('latin1')),
    subject: parsed.subject ?? '',
    parts: parsed.attachments.map(({ contentType, content }) => ({
      type: contentType.toLowerCase(),
      text: content.subarray(0, mostPartBytes).toString('utf8'),
    })),
  }
}
