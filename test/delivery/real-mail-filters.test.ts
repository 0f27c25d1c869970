import { simpleParser } from 'mailparser'
import { beforeAll, expect, test } from 'vitest'
import { createWorld } from '../harness/delivery-world.ts'
import { readByPython } from '../harness/inspect-mail.ts'
import { askRspamd, askSpamAssassin } from '../harness/spam-filters.ts'

const titles = [
  'Where Words End: Learning Token Boundaries from the Loss Itself',
  '「地図」に尋ねよ: Grounding Route Instructions in Street-Level Memory 🗺️',
  '.beginning with a dot',
  `A very long title ${'that goes on and on '.repeat(40)}`,
  'Mit Umlauten: über Größe und Maß',
  'A Small Verifier Goes a Long Way',
  'Counting What Was Said in Nineteen Languages',
  'Two Clocks, One Robot: Planning at the Pace of the Floor',
  'Forty Ways to Tie a Knot: A Benchmark of Deformable Objects',
]
// Different enough that the edition's variety leaves none of them out.
const abstracts = [
  'Most models inherit their vocabulary from a step that never sees the task. We let the boundary move.',
  'Routes told in words fail where the street has changed. We look at the map before we speak.',
  'Dots at the start of a line have broken mail since 1982. We count how often they still do.',
  'Length is no virtue. We show, at some length, that summaries of summaries converge to silence.',
  'Vowels with two dots are lost in transit more often than any other letter; a census of archives.',
  'A verifier a hundredth of the size of its generator catches four mistakes in five.',
  'Votes on open questions differ by language more than by opinion, and can be calibrated.',
  'A robot that plans in the time of its wheels and not of its processor bumps into less.',
  'Knots are hard for hands without bones: forty of them, with scores for nine grippers.',
]
const sizes = [1, titles.length] as const
const raws = new Map<number, string>()

/** Digests of one and of many papers as they reach a mail server. */
beforeAll(async () => {
  for (const size of sizes) raws.set(size, await sendDigest(size))
})

async function sendDigest(size: number): Promise<string> {
  const world = await createWorld()
  // Filters count a date of last week against a mail, so this world lives in the hour that has just begun.
  const hour = new Date()
  hour.setUTCMinutes(0, 0, 0)
  world.clock.set(new Date(hour.getTime() - 3_600_000).toISOString())
  for (const [at, title] of titles.slice(0, size).entries())
    await world.addPaper({
      title,
      abstract: `${abstracts[at]} `.repeat(4),
      authors: ['Mira Okafor', 'Wei-Ling Tan'],
    })
  await world.addReader('reader@reader.test', { hour: hour.getUTCHours() })
  world.clock.advance({ hours: 1 })
  await world.run()
  await world.close()
  const [mail] = world.sink.mails
  if (!mail) throw new Error('no digest was sent')
  return mail.raw
}

const rawOf = (size: number) => raws.get(size) ?? ''

test('two independent parsers read the same digest: its headers, its text, its HTML, and no defect', async () => {
  const raw = rawOf(titles.length)
  const ours = await simpleParser(raw)
  const [theirs] = await readByPython([raw])
  const header = (name: string) => theirs?.headers.find(([one]) => one.toLowerCase() === name)?.[1]
  expect(theirs?.defects).toEqual([])
  expect(theirs?.type).toBe('multipart/alternative')
  expect(theirs?.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html'])
  expect(header('subject')).toBe(ours.subject)
  expect(header('message-id')).toBe(ours.messageId)
  expect(new Date(header('date') ?? '')).toEqual(ours.date)
  expect(header('to')).toBe('reader@reader.test')
  const [text = '', html = ''] = theirs?.parts.map((part) => part.text) ?? []
  const lines = (words: string) => words.trim().split(/\r?\n/)
  expect(lines(text)).toEqual(lines(ours.text ?? ''))
  expect(lines(html)).toEqual(lines(String(ours.html)))
  for (const title of titles.filter((one) => one.length < 100))
    expect(text.replace(/\s+/g, ' ')).toContain(title)
})

test('the text of a digest has the links of its HTML, no more and no fewer', async () => {
  for (const size of sizes) {
    const { text = '', html } = await simpleParser(rawOf(size))
    const inHtml = [...String(html).matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '')
    const inText = text.match(/https?:\/\/\S+/g) ?? []
    expect(new Set(inText)).toEqual(new Set(inHtml.map((href) => href.replaceAll('&amp;', '&'))))
  }
})

test.each(sizes)('SpamAssassin finds nothing against a digest of %i', async (size) => {
  const { score, rules } = await askSpamAssassin(rawOf(size))
  expect({ isGood: score <= 0, score, rules }).toMatchObject({ isGood: true })
})

test.each(sizes)(
  'rspamd scores a digest of %i under 3, though it can resolve no name of ours',
  async (size) => {
    const { score, rules } = await askRspamd(rawOf(size))
    expect({ isGood: score < 3, score, rules }).toMatchObject({ isGood: true })
  },
  90_000,
)
