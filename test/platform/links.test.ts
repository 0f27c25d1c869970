import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildLinkSigner } from '../../services/platform/links.ts'

const [oldKey, newKey] = ['old-'.repeat(10), 'new-'.repeat(10)]
const signer = buildLinkSigner([newKey, oldKey])
const subjects = fc.string({ minLength: 1, unit: 'grapheme' })

test('a token opens with its purpose, gives back its subject and fits into a path as it is', () => {
  fc.assert(
    fc.property(subjects, (subject) => {
      const token = signer.sign('unsubscribe', subject)
      expect(token).toMatch(/^[A-Za-z0-9_.-]+$/)
      expect(signer.verify('unsubscribe', token)).toBe(subject)
    }),
  )
})

test('a token of one purpose opens no other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), subjects, (one, other, subject) => {
      fc.pre(one !== other)
      expect(signer.verify(other, signer.sign(one, subject))).toBeUndefined()
    }),
  )
})

test('a token with one character changed, added or taken away opens nothing', () => {
  const token = signer.sign('unsubscribe', '4711')
  const position = fc.integer({ min: 0, max: token.length })
  const change = fc.tuple(position, fc.integer({ min: 0, max: 1 }), fc.string({ maxLength: 2 }))
  fc.assert(
    fc.property(change, ([at, removed, added]) => {
      const changed = token.slice(0, at) + added + token.slice(at + removed)
      fc.pre(changed !== token)
      expect(signer.verify('unsubscribe', changed)).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})

test('text that was never a token opens nothing and breaks nothing', () => {
  const shapes = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.base64String(), { maxLength: 5 }).map((p) => p.join('.')),
  )
  fc.assert(fc.property(shapes, (text) => signer.verify('unsubscribe', text) === undefined))
})

test('a link outlives the rotation of its key, and dies when the key leaves the ring', () => {
  const token = buildLinkSigner([oldKey]).sign('unsubscribe', '4711')
  expect(buildLinkSigner([newKey, oldKey]).verify('unsubscribe', token)).toBe('4711')
  expect(buildLinkSigner([oldKey, newKey]).verify('unsubscribe', token)).toBe('4711')
  expect(buildLinkSigner([newKey]).verify('unsubscribe', token)).toBeUndefined()
})

test('hashes come one per key, the signing key first, and differ by key and purpose', () => {
  const both = signer.hashes('email', 'a@example.org')
  expect(both[0]).toEqual(buildLinkSigner([newKey]).hashes('email', 'a@example.org')[0])
  expect(both[1]).toEqual(buildLinkSigner([oldKey]).hashes('email', 'a@example.org')[0])
  const all = [
    ...both,
    ...signer.hashes('abuse', 'a@example.org'),
    ...signer.hashes('email', 'b@example.org'),
  ]
  expect(new Set(all.map((hash) => hash.toString('hex'))).size).toBe(6)
})

test('an empty ring is refused', () => {
  expect(() => buildLinkSigner([])).toThrow('SECRET_KEYS is empty')
})
