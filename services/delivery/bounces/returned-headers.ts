import { type HeaderFields, readHeaderFields } from '../../platform/mail/header-fields.ts'
import type { ReceivedMessage } from '../../platform/mail/received-message.ts'

const types = new Set([
  'text/rfc822-headers',
  'message/rfc822',
  'message/global',
  'message/global-headers',
  'message/rfc822-headers',
])

/** The header of the mail that a report sends back, as far as it does. */
export function readReturnedHeaders({ parts }: ReceivedMessage): HeaderFields {
  const part = parts.find(({ type }) => types.has(type))
  return readHeaderFields(part?.text.trimStart() ?? '')
}
