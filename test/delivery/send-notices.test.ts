import { sql } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NoticeDeps, sendNotices } from '../../services/delivery/send-notices.ts'
import { findPendingSignup } from '../../services/subscribers/confirm.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { buildPrivacyLinkRenderer } from '../../services/subscribers/export-mail.ts'
import { claimNotices } from '../../services/subscribers/notice-store.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'
import { buildConfirmationRenderer } from '../../services/subscribers/render-confirmation.ts'
import { buildGoodbyeRenderer } from '../../services/subscribers/render-goodbye.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'
import { undoUnsubscribe, unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { createWorld, mailTemplates, type World } from '../harness/delivery-world.ts'

let world: World
let deps: NoticeDeps
beforeEach(async () => {
  world = await createWorld()
  deps = {
    ...world.deps,
    renderConfirmation: buildConfirmationRenderer(mailTemplates),
    renderGoodbye: buildGoodbyeRenderer(mailTemplates),
    renderPrivacyLink: buildPrivacyLinkRenderer(mailTemplates),
  }
})
afterEach(() => world.close())

const signUp = (email: string) =>
  subscribe(world.deps, parseEmailAddress(email), {
    preferences: preferencesSchema(new Set()).parse({}),
    origin: { form: 'home', ip: undefined, userAgent: undefined },
  })
const notices = async () =>
  [...(await world.db.execute(sql`select kind, state, reason from notices order by id`))].map(
    ({ kind, state, reason }) => ({ kind, state, reason }),
  )

test('a confirmation holds a link that works, and no way out of a list its reader is not on', async () => {
  await signUp('reader@example.org')
  expect(await sendNotices(deps)).toBe(1)
  const { raw } = world.sink.mails[0] ?? { raw: '' }
  expect(raw).not.toMatch(/^List-Unsubscribe/im)
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  const { text = '' } = await simpleParser(raw)
  const token = /https:\/\/broadsheet\.test\/confirm\/(\S+)/.exec(text)?.[1] ?? ''
  expect(await findPendingSignup(world.deps, token)).toMatchObject({ email: 'reader@example.org' })
  expect(await sendNotices(deps)).toBe(0)
  expect(await notices()).toEqual([{ kind: 'confirmation', state: 'sent', reason: null }])
})

test('a goodbye follows an unsubscribe by the page, and none to a reader who came back before it was sent', async () => {
  const left = await world.addReader('left@example.org')
  const back = await world.addReader('back@example.org')
  for (const reader of [left, back]) await unsubscribe(world.deps, reader, 'page')
  await undoUnsubscribe(world.deps, back)
  await sendNotices(deps)
  expect(world.sink.tried).toEqual(['left@example.org'])
  expect((await notices()).map((notice) => notice.state)).toEqual(['sent', 'expired'])
})

test('a server that is away delays a notice by a minute, again and again, up to 3 days', async () => {
  await signUp('reader@example.org')
  world.sink.greet('close')
  await sendNotices(deps)
  expect((await notices())[0]).toMatchObject({ state: 'pending' })
  world.clock.advance({ minutes: 1 })
  world.sink.greet('normal')
  expect(await sendNotices(deps)).toBe(1)
  await signUp('other@example.org')
  world.sink.behave(() => ({ line: 'drop', at: 'rcpt' }))
  await sendNotices(deps)
  world.sink.behave(() => 'accept')
  world.clock.advance({ hours: 73 })
  await sendNotices(deps)
  expect((await notices())[1]).toMatchObject({ state: 'expired', reason: 'could not be sent for 3 days' })
})

test('a refusal for now waits in longer and longer steps; one for good ends it, and suppresses nobody', async () => {
  await signUp('grey@example.org')
  await signUp('gone@example.org')
  world.sink.behave((to) => ({ reply: to.startsWith('grey') ? '450 4.2.0 later' : '550 5.1.1 no such user' }))
  await sendNotices(deps)
  expect((await notices()).map((notice) => notice.state)).toEqual(['pending', 'failed'])
  world.clock.advance({ minutes: 7 })
  await sendNotices(deps)
  world.clock.advance({ minutes: 7 })
  await sendNotices(deps)
  expect(world.sink.tried.filter((to) => to.startsWith('grey'))).toHaveLength(2)
  expect((await world.db.execute(sql`select from suppressions`)).length).toBe(0)
})

test('two processes send each notice once; what one of them left behind is sent after its lease', async () => {
  for (let number = 0; number < 50; number += 1) await signUp(`r${number}@example.org`)
  await claimNotices(world.db, 5, world.clock.now())
  await Promise.all([sendNotices(deps), sendNotices(deps)])
  expect(world.sink.mails).toHaveLength(45)
  world.clock.advance({ minutes: 6 })
  await sendNotices(deps)
  expect(new Set(world.sink.tried).size).toBe(50)
  expect(world.sink.mails).toHaveLength(50)
})

test('a notice that cannot be made holds up no other', async () => {
  await world.addReader('reader@example.org')
  await unsubscribe(world.deps, 1, 'page')
  await signUp('new@example.org')
  const renderGoodbye = () => {
    throw new Error('the template is broken')
  }
  await sendNotices({ ...deps, renderGoodbye })
  expect(world.sink.tried).toEqual(['new@example.org'])
  expect((await notices())[0]).toMatchObject({
    state: 'pending',
    reason: 'could not be made: the template is broken',
  })
})
