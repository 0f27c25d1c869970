import { domainToASCII, domainToUnicode } from 'node:url'
import { DomainError } from '../platform/errors.ts'

/** An address that is safe to hand to a mail program: ASCII, one recipient, no quoting. */
export type EmailAddress = { readonly local: string; readonly domain: string; readonly email: string }

// RFC 5321 4.5.3.1 and the 254 octets that fit a path of 256 (RFC 3696 erratum 1690).
const maxLocal = 64
const maxTotal = 254
// The dot-atom of RFC 5322 3.2.3. Quoted local parts are legal and never meant.
const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/
// Mailboxes of machines: mail to them is never a wish, and answering it is trouble (RFC 2142).
const machines = new Set(['postmaster', 'abuse', 'mailer-daemon', 'noreply', 'no-reply', 'hostmaster'])

/**
 * Parses what a person typed. International domains become punycode; nothing else is changed.
 * @throws DomainError EMAIL_INVALID with what to do in `fields.email`.
 */
export function parseEmailAddress(text: string): EmailAddress {
  const typed = text.trim()
  const at = typed.lastIndexOf('@')
  if (typed === '') return refuse('Enter your email address.')
  if (at < 1 || at === typed.length - 1)
    return refuse('Enter a whole email address, such as name@example.org.')
  const local = typed.slice(0, at)
  const domain = toAsciiDomain(typed.slice(at + 1))
  if (/[\u0080-\u{10ffff}]/u.test(local))
    return refuse('Only letters without accents work before the @ for now.')
  if (local.length > maxLocal || !dotAtom.test(local))
    return refuse('The part before the @ is not valid. Check it for spaces, commas or doubled dots.')
  if (!isDomain(domain))
    return refuse('The part after the @ is not a domain. Check its spelling, such as example.org.')
  if (local.length + 1 + domain.length > maxTotal)
    return refuse('This address is too long: 254 characters is the limit.')
  if (machines.has(local.toLowerCase()))
    return refuse('This mailbox belongs to a machine. Use your own address.')
  return { local, domain, email: `${local}@${domain}` }
}

const foreignToDomains = /[^a-z0-9.\-\u0080-\u{10ffff}]/iu

/** Punycode, or nothing for what is no name: Node cuts a path off and decodes percent signs where we want a refusal. */
function toAsciiDomain(typed: string): string {
  return foreignToDomains.test(typed) ? '' : domainToASCII(typed).toLowerCase()
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  return labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

function refuse(message: string): never {
  throw new DomainError('EMAIL_INVALID', message, { fields: { email: message } })
}

/** For people: the domain in its own script. */
export function displayEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, at)}@${domainToUnicode(email.slice(at + 1))}`
}

/** `a•••@example.org`: enough for the owner to recognise, not enough for others to learn. */
export function maskEmail(email: string): string {
  const shown = displayEmail(email)
  return `${shown.slice(0, 1)}•••${shown.slice(shown.lastIndexOf('@'))}`
}

/** The key that decides whether two sign-ups are one person's: for limits only, never for identity. */
export function abuseKey({ local, domain }: EmailAddress): string {
  const plain = local.toLowerCase().replace(/\+.*$/, '')
  const isGoogle = domain === 'gmail.com' || domain === 'googlemail.com'
  return `${isGoogle ? plain.replaceAll('.', '') : plain}@${isGoogle ? 'gmail.com' : domain}`
}
