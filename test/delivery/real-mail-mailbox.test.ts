import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBounces } from '../../services/worker/jobs/read-bounces.ts'
import { type Dovecot, startDovecot } from '../harness/dovecot.ts'
import { buildArf, buildDsn } from './returned-mail.ts'
import { createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

let world: ReturnedWorld
let dovecot: Dovecot
beforeAll(async () => {
  ;[world, dovecot] = await Promise.all([createReturnedWorld(), startDovecot()])
})
afterAll(async () => {
  await dovecot.close()
  await world.close()
})

test('the worker reads bounces and complaints from a real mailbox, each once, and leaves other mail to people', async () => {
  const mailTo = await world.sendTo('gone@reader.test', 'angry@reader.test', 'happy@reader.test')
  await dovecot.deliver(buildDsn({ to: mailTo('gone@reader.test').from }))
  await dovecot.deliver(buildArf({ returned: mailTo('angry@reader.test').raw }))
  await dovecot.deliver(
    'From: a@person.test\r\nTo: news@broadsheet.test\r\nSubject: a question\r\n\r\nHello\r\n',
  )
  const deps = { ...world.deps, bounceMailbox: dovecot.url }
  const { signal } = new AbortController()
  await readBounces(deps, signal)
  expect(await world.suppressed()).toEqual(['angry@reader.test: complaint', 'gone@reader.test: bounce'])
  expect(await world.idle()).toEqual({ unmatched: 1 })
  expect(await dovecot.flags()).toEqual(['a', 'a', 'a'])
  await readBounces(deps, signal)
  expect(await world.idle()).toEqual({ unmatched: 1 })
})

test('without a mailbox the job has nothing to do', async () => {
  await readBounces(world.deps, new AbortController().signal)
})
