import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { deliverDue } from '../../../services/delivery/deliver.ts'
import { planDue } from '../../../services/delivery/plan.ts'
import { connectMailer } from '../../../services/platform/mail/mailer.ts'
import { createWorld } from '../../harness/delivery-world.ts'
import { verifyByPython } from '../../harness/inspect-mail.ts'
import { buildSettings } from './outgoing-message.ts'

const [first, second, other] = [makeKey('news'), makeKey('news2'), makeKey('news')]
let digest: string
let twice: string

function makeKey(keySelector: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    key: {
      domainName: 'broadsheet.test',
      keySelector,
      privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    },
    record: { [`${keySelector}._domainkey.broadsheet.test`]: `v=DKIM1; k=rsa; p=${p}` },
  }
}

/** A real digest, as it reaches the server: with hostile and long titles in it. */
beforeAll(async () => {
  const world = await createWorld()
  for (const title of [
    '語りえぬ emoji 🦉 and ümlauts',
    '.a dot at first',
    'x'.repeat(300),
    'From the line\r\nFrom: x@y',
  ])
    await world.addPaper({ title, abstract: `${title}\n\n.\n${'word '.repeat(300)}` })
  await world.addReader('reader@reader.test')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  const sendSigned = async (keys: { dkim?: typeof first.key; secondDkim?: typeof first.key }) => {
    const mailer = connectMailer(
      buildSettings(world.sink.url, { ...keys, timeouts: { greetingMs: 5_000, silenceMs: 5_000 } }),
    )
    await world.db.execute("update deliveries set state = 'pending'")
    await deliverDue({ ...world.deps, send: mailer.send })
    mailer.close()
    return world.sink.mails.at(-1)?.raw ?? ''
  }
  digest = await sendSigned({ dkim: first.key })
  twice = await sendSigned({ dkim: first.key, secondDkim: second.key })
  await world.close()
})

const wanted = [
  ...['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
  ...['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'auto-submitted'],
]

const split = (raw: string) => raw.split(/\r\n(?![ \t])/)
const isField = (name: string) => (line: string) => line.toLowerCase().startsWith(`${name}:`)
const strip = (raw: string, name: string) => {
  const lines = split(raw)
  return lines.toSpliced(lines.findIndex(isField(name)), 1).join('\r\n')
}
const alter = (raw: string, name: string) => {
  const lines = split(raw)
  const at = lines.findIndex(isField(name))
  return lines.with(at, `${lines[at]}x`).join('\r\n')
}

test('an independent verifier accepts the signature of a real digest, and only by the right key', async () => {
  expect(await verifyByPython([digest], first.record)).toEqual([[true]])
  expect(await verifyByPython([digest], other.record)).toEqual([[false]])
  expect(await verifyByPython([digest], {})).toEqual([[false]])
  expect(split(digest).find(isField('dkim-signature'))).not.toMatch(/\bl=/)
})

test('altering or stripping any header that a receiver acts on breaks it, and so does the body', async () => {
  const names = new Set(/\bh=([^;]+)/.exec(digest)?.[1]?.replace(/\s/g, '').split(':'))
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
  const changed = [...names].flatMap((name) => [strip(digest, name), alter(digest, name)])
  const bodies = [digest.replace('\r\n\r\n', '\r\n\r\nx'), `${digest}\r\nmore\r\n`, digest.slice(0, -200)]
  const verdicts = await verifyByPython([...changed, ...bodies], first.record)
  expect(verdicts).toEqual([...changed, ...bodies].map(() => [false]))
})

test('while keys change both sign, and whoever knows one of them is satisfied', async () => {
  expect(await verifyByPython([twice], { ...first.record, ...second.record })).toEqual([[true, true]])
  const [old = [], next = []] = [
    ...(await verifyByPython([twice], first.record)),
    ...(await verifyByPython([twice], second.record)),
  ]
  expect([old.filter(Boolean), next.filter(Boolean)]).toEqual([[true], [true]])
})
