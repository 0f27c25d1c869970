import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi } from '../harness/api.ts'
import { hardBounces, reasonFor, sendToNew } from './webhook-samples.ts'
import { createWebhookWorld, type WebhookWorld } from './webhook-world.ts'

const providers = ['ses', 'sendgrid', 'mailgun', 'postmark'] as const
let world: WebhookWorld
beforeAll(async () => {
  world = await createWebhookWorld()
})
afterAll(() => world.close())

test.each(providers)(
  'a hard bounce told by %s suppresses that reader alone, and the same request again does nothing',
  async (provider) => {
    const mails = await sendToNew(world, 2)
    const [mail, other] = [mails(0), mails(1)]
    const request = hardBounces[provider](world, mail)
    expect(await world.post(request)).toBe('200')
    expect(await reasonFor(world, mail)).toBe('bounce')
    expect(await world.stateOf(mail.email)).toMatch(/^failed: returned: /)
    expect(await reasonFor(world, other)).toBeUndefined()
    const before = await world.ledger()
    const { repeated = 0 } = await world.idle()
    expect(await world.post(request)).toBe('200')
    expect(await world.ledger()).toEqual(before)
    expect(await world.idle()).toMatchObject({ repeated: repeated + 1 })
  },
)

test.each(['ses', 'sendgrid'] as const)(
  'one byte of the body flipped, and %s is answered 401 without a word',
  async (provider) => {
    const mail = (await sendToNew(world))(0)
    const request = hardBounces[provider](world, mail)
    for (const at of [2, Math.floor(request.body.length / 2), request.body.length - 3]) {
      const code = request.body.charCodeAt(at)
      const body = request.body.slice(0, at) + String.fromCharCode(code ^ 1) + request.body.slice(at + 1)
      expect(await world.post({ ...request, body })).toBe('401')
    }
    expect(await reasonFor(world, mail)).toBeUndefined()
  },
)

test.each(providers)('a body that is no JSON, of any kind, is no proof for %s', async (provider) => {
  for (const body of ['', '{', 'null', '[]', '\0', `${'['.repeat(20_000)}`])
    expect(await world.post({ url: `/webhooks/${provider}`, body })).toBe('401')
  const url = `/webhooks/${provider}`
  expect((await world.app.inject({ method: 'POST', url })).statusCode).toBe(401)
  const form = { 'content-type': 'multipart/form-data; boundary=x' }
  expect((await world.app.inject({ method: 'POST', url, headers: form, payload: '--x--' })).statusCode).toBe(
    401,
  )
})

test('a provider that is not configured does not exist', async () => {
  const api = await startTestApi({
    webhooks: { settings: { sendgrid: undefined }, fetchText: () => Promise.reject(new Error('never')) },
  })
  for (const provider of providers) {
    const answer = await api.app.inject({ method: 'POST', url: `/webhooks/${provider}`, payload: {} })
    expect(answer.statusCode).toBe(404)
  }
  await api.close()
})

test.each(providers)(
  '%s cannot touch an address we never mailed, nor the reader of another mail',
  async (provider) => {
    const mails = await sendToNew(world, 2)
    const [mail, other] = [mails(0), mails(1)]
    await world.addReader(`never-mailed-${provider}@reader.test`)
    const before = await world.ledger()
    const stranger = {
      email: `never-mailed-${provider}@reader.test`,
      returnPath: 'x@y.test',
      messageId: '<x@y.test>',
    }
    expect(await world.post(hardBounces[provider](world, stranger))).toBe('200')
    // Our own id of one mail with another reader's address: by neither.
    if (provider !== 'postmark')
      await world.post(hardBounces[provider](world, { ...mail, email: other.email }))
    expect(await world.ledger()).toEqual(before)
    expect(await reasonFor(world, stranger)).toBeUndefined()
    expect([await reasonFor(world, mail), await reasonFor(world, other)]).toEqual([undefined, undefined])
  },
)
