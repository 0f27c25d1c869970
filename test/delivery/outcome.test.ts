import { expect, test } from 'vitest'
import { admit, mailGroupOf } from '../../services/delivery/mail-groups.ts'
import { judge, nextAttemptAt } from '../../services/delivery/outcome.ts'
import { warmUpLimit } from '../../services/delivery/warm-up.ts'

function refused(reply: string) {
  const [code = '', second = ''] = reply.split(' ')
  const enhanced = /^\d\.\d{1,3}\.\d{1,3}$/.test(second) ? second : undefined
  return { kind: 'refused' as const, status: Number(code), enhanced, reason: reply }
}

test.each([
  ['550 5.1.1 no such user', 'bounced'],
  ['550 5.1.2 bad host', 'bounced'],
  ['553 5.1.3 bad syntax', 'bounced'],
  ['551 5.1.6 has moved', 'bounced'],
  ['550 5.1.10 null MX', 'bounced'],
  ['550 5.2.1 mailbox disabled', 'bounced'],
  ['556 host takes no mail', 'bounced'],
  ['521 host takes no mail', 'bounced'],
  ['550 User unknown', 'bounced'],
  ['550 No such user here', 'bounced'],
  ['550 mailbox unavailable', 'failed other'],
  ['550 5.2.1 is receiving mail at a rate that prevents more', 'failed other'],
  ['552 5.2.2 mailbox full', 'failed mailbox'],
  ['552 too much', 'failed mailbox'],
  ['550 5.4.4 no route', 'failed mailbox'],
  ['452 4.2.2 over quota', 'later mailbox'],
  ['452 try later', 'later mailbox'],
  ['450 4.2.1 is receiving mail at a rate', 'later other'],
  ['450 4.2.0 greylisted', 'later other'],
  ['451 4.7.1 greylisted', 'later other'],
  ['451 4.4.1 timeout', 'later other'],
  ['452 4.3.1 out of storage', 'later other'],
  ['421 4.7.28 rate', 'throttled'],
  ['450 4.7.28 rate', 'throttled'],
  ['421 closing', 'throttled'],
  ['451 4.7.650 limited', 'throttled'],
  ['432 4.3.2 not now', 'throttled'],
  ['550 5.7.1 spam', 'failed policy'],
  ['554 rejected', 'failed policy'],
  ['550 5.7.28 unusual rate', 'failed policy'],
  ['552 5.3.4 too big', 'failed policy'],
  ['550 5.6.0 bad content', 'failed policy'],
  ['550 5.7.26 unauthenticated', 'fault'],
  ['550 5.7.515 access denied', 'fault'],
  ['421 4.7.26 unauthenticated', 'fault'],
  ['450 4.7.40 no DMARC', 'fault'],
  ['530 5.7.0 must issue STARTTLS', 'fault'],
  ['535 5.7.8 bad login', 'fault'],
  ['553 5.1.8 sender domain', 'fault'],
  ['554 5.7.1 <x>: Relay access denied', 'fault'],
])('the answer "%s" means %s', (reply, expected) => {
  const verdict = judge(refused(reply))
  expect('cause' in verdict ? `${verdict.kind} ${verdict.cause}` : verdict.kind).toBe(expected)
})

test.each([
  ['connect ECONNREFUSED 127.0.0.1:25', 'unreached'],
  ['Greeting never received', 'unreached'],
  ['Connection closed', 'unreached'],
  ['Invalid login: 535 5.7.8 bad credentials', 'fault'],
  ['self-signed certificate', 'fault'],
  ['getaddrinfo ENOTFOUND mail.invalid', 'fault'],
])('before a message began, "%s" means %s', (reason, expected) => {
  expect(judge({ kind: 'unreached', reason }).kind).toBe(expected)
})

test('a retry comes after 5, 15, 30 minutes and then by the hour, never early, at most a quarter late', () => {
  const now = new Date('2026-11-24T06:00:00Z')
  const minutes = (refusals: number, random: number) =>
    (nextAttemptAt(refusals, now, () => random).getTime() - now.getTime()) / 60_000
  expect([1, 2, 3, 4, 5, 6, 7, 99].map((refusals) => minutes(refusals, 0))).toEqual([
    5, 15, 30, 60, 120, 240, 240, 240,
  ])
  expect(minutes(1, 0.999)).toBeLessThan(6.25)
})

test.each([
  ['a@gmail.com', 'google'],
  ['a@GoogleMail.com', 'google'],
  ['a@hotmail.co.uk', 'microsoft'],
  ['a@yahoo.co.jp', 'yahoo'],
  ['a@me.com', 'apple'],
  ['a@example.org', 'example.org'],
  ['a@yahoo.evil.org', 'yahoo.evil.org'],
])('%s is behind %s', (email, group) => {
  expect(mailGroupOf(email)).toBe(group)
})

test('a system that is closed lets nobody through, a limited one only as many as it takes, others all', () => {
  const now = new Date('2026-11-24T06:00:00Z')
  const until = new Date('2026-11-24T06:10:00Z')
  const items = ['google', 'yahoo', 'example.org', 'google', 'yahoo', 'yahoo'].map((group, id) => ({
    group,
    id,
  }))
  const gates = [
    { name: 'google', closedUntil: until, allowance: 1, strikes: 0, domains: [] },
    { name: 'yahoo', closedUntil: now, allowance: 3, strikes: 0, domains: [] },
  ]
  const { go, busy, closed } = admit(items, { gates, underWay: new Map([['yahoo', 1]]), now })
  expect(go.map(({ id }) => id)).toEqual([1, 2, 4])
  expect(busy.map(({ id }) => id)).toEqual([5])
  expect(closed.map(({ item, until: end }) => [item.id, end])).toEqual([
    [0, until],
    [3, until],
  ])
})

test('a new sender may send 200 on the first day and 200,000 after six weeks', () => {
  const day = (number: number) => new Date(Date.parse('2026-11-01T12:00:00Z') + number * 86_400_000)
  expect(warmUpLimit('2026-11-01', day(-1))).toBe(0)
  expect(warmUpLimit('2026-11-01', day(0))).toBe(200)
  expect(warmUpLimit('2026-11-01', day(14))).toBe(2_000)
  expect(warmUpLimit('2026-11-01', day(41))).toBeGreaterThan(150_000)
  expect(warmUpLimit('2026-11-01', day(42))).toBeUndefined()
})
