import { DomainError } from '../platform/errors.ts'
import { type EmailAddress, parseEmailAddress } from '../subscribers/email-address.ts'
import { UsageError } from './cli.ts'

/** @throws UsageError that says what is wrong with the address */
export function requireEmail(text: string): EmailAddress {
  try {
    return parseEmailAddress(text)
  } catch (cause) {
    if (cause instanceof DomainError) throw new UsageError(`${text}: ${cause.message}`, { cause })
    throw cause
  }
}
