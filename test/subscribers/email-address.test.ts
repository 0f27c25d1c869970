import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from '../../services/platform/errors.ts'
import {
  abuseKey,
  displayEmail,
  maskEmail,
  parseEmailAddress,
} from '../../services/subscribers/email-address.ts'

function refusal(text: string): string | undefined {
  try {
    parseEmailAddress(text)
    return undefined
  } catch (error) {
    if (error instanceof DomainError && error.code === 'EMAIL_INVALID') return error.fields['email']
    throw error
  }
}

test.each([
  ['reader@example.org', 'reader@example.org'],
  ['  Reader.Name+news@Example.ORG ', 'Reader.Name+news@example.org'],
  ["o'neill@example.org", "o'neill@example.org"],
  ['a@münchen.de', 'a@xn--mnchen-3ya.de'],
  ['a@xn--mnchen-3ya.de', 'a@xn--mnchen-3ya.de'],
  ['a@例え。テスト', 'a@xn--r8jz45g.xn--zckzah'],
  ['a@faß.de', 'a@xn--fa-hia.de'],
  [`${'l'.repeat(64)}@example.org`, `${'l'.repeat(64)}@example.org`],
  [`a@${'d'.repeat(63)}.org`, `a@${'d'.repeat(63)}.org`],
  ['info@example.org', 'info@example.org'],
])('%s is taken as %s', (typed, email) => {
  expect(parseEmailAddress(typed).email).toBe(email)
})

test.each([
  ['', 'Enter your email address.'],
  ['   ', 'Enter your email address.'],
  ['reader', 'Enter a whole email address, such as name@example.org.'],
  ['@example.org', 'Enter a whole email address, such as name@example.org.'],
  ['reader@', 'Enter a whole email address, such as name@example.org.'],
  ['jürgen@example.org', 'Only letters without accents work before the @ for now.'],
  ['a..b@example.org', 'The part before the @ is not valid. Check it for spaces, commas or doubled dots.'],
  ['.a@example.org', 'The part before the @ is not valid. Check it for spaces, commas or doubled dots.'],
  ['a,b@example.org', 'The part before the @ is not valid. Check it for spaces, commas or doubled dots.'],
  ['a b@example.org', 'The part before the @ is not valid. Check it for spaces, commas or doubled dots.'],
  [
    `${'l'.repeat(65)}@example.org`,
    'The part before the @ is not valid. Check it for spaces, commas or doubled dots.',
  ],
  ['noreply@example.org', 'This mailbox belongs to a machine. Use your own address.'],
  ['Postmaster@example.org', 'This mailbox belongs to a machine. Use your own address.'],
  [`a@${`${'d'.repeat(62)}.`.repeat(4)}org`, 'This address is too long: 254 characters is the limit.'],
])('%s is refused with what to do', (typed, message) => {
  expect(refusal(typed)).toBe(message)
})

test.each([
  'localhost',
  'example..org',
  'example.org.',
  '-example.org',
  'example-.org',
  `${'d'.repeat(64)}.org`,
  '127.0.0.1',
  '0x7f.1',
  '[127.0.0.1]',
  '[::1]',
  'example.org/path',
  'example.org?a=1',
  'example.org#a',
  'example.org:25',
  'ex%61mple.org',
  'exam\nple.org',
  'exa\tmple.org',
  'exa mple.org',
  'exam_ple.org',
  'xn--a',
  'xn--a.org',
  'example.org>',
  'example.org,evil.test',
])('the domain %s is refused', (domain) => {
  expect(refusal(`reader@${domain}`)).toBe(
    'The part after the @ is not a domain. Check its spelling, such as example.org.',
  )
})

test('whatever is typed, what is taken is one short ASCII address that no mail program reads as more', () => {
  const pieces = fc.constantFrom(
    ...[
      'a',
      'B',
      '.',
      '@',
      '-',
      '+',
      ',',
      ';',
      ':',
      '<',
      '>',
      '"',
      '\\',
      '(',
      ')',
      ' ',
      '\r\n',
      '\n',
      '\0',
      '\t',
    ],
    ...[
      'example.org',
      'Bcc: evil@x.test',
      'RCPT TO:<e@x.test>',
      'ü',
      '語',
      '％',
      '＠',
      '。',
      '\u200b',
      '\u202e',
      '%0a',
      'xn--',
    ],
  )
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 6 }).map((parts) => `reader@${parts.join('')}.org`),
    fc.array(pieces, { maxLength: 6 }).map((parts) => `${parts.join('')}@example.org`),
  )
  fc.assert(
    fc.property(typed, (text) => {
      if (refusal(text) !== undefined) return
      const { local, domain, email } = parseEmailAddress(text)
      expect(email).toBe(`${local}@${domain}`)
      expect(email).toMatch(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/)
      expect(email.length).toBeLessThanOrEqual(254)
      expect(parseEmailAddress(email)).toEqual({ local, domain, email })
      expect(parseEmailAddress(displayEmail(email)).email).toBe(email)
    }),
    { numRuns: 5_000 },
  )
})

test('people see the domain in its own script', () => {
  expect(displayEmail('a@xn--mnchen-3ya.de')).toBe('a@münchen.de')
  expect(displayEmail('a@example.org')).toBe('a@example.org')
})

test('a masked address shows its first letter and its domain', () => {
  expect(maskEmail('reader@xn--mnchen-3ya.de')).toBe('r•••@münchen.de')
  expect(maskEmail('a@example.org')).toBe('a•••@example.org')
})

test('tags and ignored dots count as one person for limits, and only for them', () => {
  const key = (text: string) => abuseKey(parseEmailAddress(text))
  expect(key('Reader+one@Example.org')).toBe(key('reader+two@example.org'))
  expect(key('first.last+x@googlemail.com')).toBe(key('firstlast@gmail.com'))
  expect(key('first.last@example.org')).not.toBe(key('firstlast@example.org'))
  expect(parseEmailAddress('first.last+x@gmail.com').email).toBe('first.last+x@gmail.com')
})
