import { simpleParser } from 'mailparser'
import { beforeAll, expect, test } from 'vitest'
import { readByPython } from '../harness/inspect-mail.ts'
import { askRspamd, askSpamAssassin } from '../harness/spam-filters.ts'
import { createReturnedWorld } from './returned-world.ts'

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
let raw: string

/** A digest of ten papers as it reaches a mail server. */
beforeAll(async () => {
  const world = await createReturnedWorld()
  for (const [at, title] of titles.entries())
    await world.addPaper({
      title,
      abstract: `${abstracts[at]} `.repeat(4),
      authors: ['Mira Okafor', 'Wei-Ling Tan'],
    })
  const mailTo = await world.sendTo('reader@reader.test')
  raw = mailTo('reader@reader.test').raw
  await world.close()
})

test('two independent parsers read the same digest: its headers, its text, its HTML, and no defect', async () => {
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

test('SpamAssassin finds nothing against a digest', async () => {
  const { score, rules } = await askSpamAssassin(raw)
  expect({ isGood: score <= 0, score, rules }).toMatchObject({ isGood: true })
})

test('rspamd scores a digest under 3, though it can resolve no name of ours', async () => {
  const { score, rules } = await askRspamd(raw)
  expect({ isGood: score < 3, score, rules }).toMatchObject({ isGood: true })
}, 90_000)
