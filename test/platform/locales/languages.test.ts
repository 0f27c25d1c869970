import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FluentResource } from '@fluent/bundle'
import { afterAll, describe, expect, test } from 'vitest'
import topics from '../../../services/papers/data/topics.json' with { type: 'json' }
import { loadLanguages } from '../../../services/platform/locales/languages.ts'
import { nameId } from '../../../services/platform/locales/words.ts'

const folder = 'templates/locales'
const scratch = mkdtempSync(join(tmpdir(), 'locales-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const files = readdirSync(folder).map((file) => ({
  lang: file.replace('.ftl', ''),
  messages: messagesOf(readFileSync(join(folder, file), 'utf8')),
}))
const english = requireMessages('en')
const isName = (id: string) => /^(topic|group|definition)-/.test(id) && !english.has(id)

type Shape = { readonly variables: string; readonly tags: string; readonly text: string }

/** What a message needs to be given, and which tags it has, wherever in its variants they stand. */
function messagesOf(source: string): Map<string, Shape> {
  return new Map(
    new FluentResource(source).body.map(({ id, value }) => {
      const text = JSON.stringify(value)
      const all = (pattern: RegExp) =>
        [...new Set([...text.matchAll(pattern)].map((match) => match[1]))].sort().join()
      return [id, { variables: all(/"type":"var","name":"(\w+)"/g), tags: all(/<(\w+)>/g), text }]
    }),
  )
}

function requireMessages(lang: string): Map<string, Shape> {
  const file = files.find((one) => one.lang === lang)
  if (!file) throw new Error(`There is no ${lang}.ftl`)
  return file.messages
}

describe.each(files)('$lang', ({ lang, messages }) => {
  test('has every message, with the same variables and tags, and none besides', () => {
    const told = (all: Map<string, Shape>) =>
      [...all]
        .filter(([id]) => !isName(id))
        .map(([id, { variables, tags }]) => `${id} (${variables}) <${tags}>`)
    expect(told(messages).sort()).toEqual(told(english).sort())
  })

  test('names and explains every topic and group, and none that is not there', () => {
    const names = new Set(
      topics.flatMap(({ name, group }) => [
        `topic-${nameId(name)}`,
        `definition-${nameId(name)}`,
        `group-${nameId(group)}`,
      ]),
    )
    const named = [...messages.keys()].filter(isName)
    expect(named.sort()).toEqual(lang === 'en' ? [] : [...names].sort())
  })

  test('holds no markup but its tags, no code of a template, and no exclamation mark but that of the promise', () => {
    for (const [id, { text, tags }] of messages) {
      const open = text.match(/<\/?[^>]*>?/g) ?? []
      expect(
        open.filter((tag) => !/^<\/?(strong|code|link)>$/.test(tag)),
        id,
      ).toEqual([])
      expect(text, id).not.toMatch(/<%|%>|\[\[|javascript:/i)
      if (id !== 'home-promise') expect(text, id).not.toContain('!')
      for (const tag of tags.split(',').filter(Boolean))
        expect(text.split(`<${tag}>`).length, id).toBe(text.split(`</${tag}>`).length)
    }
  })
})

test('every message is asked for somewhere, and every message that is asked for is there', () => {
  const sources = ['services', 'templates/pages', 'templates/emails', 'templates/assets']
    .flatMap((dir) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((file) => join(dir, file)))
    .filter((file) => /\.(ts|eta|mjml|js)$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const plain = /\b(?:say|rich|words\.count)\(\s*'([a-z-]+)'|\[\[([a-z-]+)\]\]/g
  const asked = new Set([...sources.matchAll(plain)].map((match) => match[1] ?? match[2] ?? ''))
  // A placeholder's own name in comments, and the language itself.
  for (const none of ['lang', 'message']) asked.delete(none)
  const begun = [...sources.matchAll(/\bsay\(`([a-z-]+)\$\{kind\}([a-z-]+)`/g)]
  for (const [, start, end] of begun)
    for (const kind of ['export', 'erase']) asked.add(`${start}${kind}${end}`)
  const known = [...english.keys()].filter((id) => !id.startsWith('field-'))
  expect([...asked].sort()).toEqual(known.sort())
})

describe('negotiation', () => {
  const { negotiate } = loadLanguages(folder)

  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,en;q=0.9', 'de'],
    ['fr;q=0.3, de;q=0.8', 'de'],
    ['pl, fr-CA;q=0.7, en;q=0.5', 'fr'],
    ['en;q=0, fr', 'fr'],
    ['ja, zh;q=0.9', 'en'],
    ['de;q=0', 'en'],
    ['*', 'en'],
    [';;;,q=1', 'en'],
    ['de;q=abc', 'en'],
    [`${'x,'.repeat(5_000)}fr`, 'fr'],
  ])('%j is answered in %s', (header, lang) => {
    expect(negotiate(header)).toBe(lang)
  })
})

describe('a language is one file', () => {
  test('a new one is there without a line of code, and speaks English where it has no words', () => {
    const dir = join(scratch, 'new')
    cpSync(folder, dir, { recursive: true })
    writeFileSync(join(dir, 'pl.ftl'), 'language-name = Polski\nlanguage-tag = pl\nconfirm = Potwierdź\n')
    const languages = loadLanguages(dir)
    expect(languages.all.map(({ name }) => name)).toEqual(['English', 'Deutsch', 'Français', 'Polski'])
    expect(languages.negotiate('pl')).toBe('pl')
    const polish = languages.wordsOf('pl')
    expect(polish.say('confirm')).toBe('Potwierdź')
    expect(polish.say('subscribe')).toBe('Subscribe')
    expect(polish.topic('Tokenization')).toBe('Tokenization')
    expect(polish.date(new Date('2026-11-24T12:00:00Z'))).toBe('24 listopada 2026')
  })

  test('a message that cannot be read, or stands there twice, is named at once', () => {
    const dir = join(scratch, 'broken')
    cpSync(folder, dir, { recursive: true })
    writeFileSync(join(dir, 'xx.ftl'), 'language-name = X\nconfirm = { $a\nsave = y\n')
    expect(() => loadLanguages(dir)).toThrow('xx.ftl: 1 of its messages cannot be read')
    writeFileSync(join(dir, 'xx.ftl'), 'language-name = X\nsave = y\nsave = z\n')
    expect(() => loadLanguages(dir)).toThrow(/xx\.ftl: .*save/)
  })
})

test('numbers, lists, days and plurals are written as the language writes them', () => {
  const { wordsOf } = loadLanguages(folder)
  const at = new Date('2026-11-24T22:30:00Z')
  const told = ['en', 'de', 'fr'].map((lang) => {
    const words = wordsOf(lang)
    return [
      words.number(1_234),
      words.count('papers', 2),
      words.list(['A', 'B', 'C']),
      words.day(at, 'Europe/Berlin'),
    ]
  })
  expect(told).toEqual([
    ['1,234', '2 papers', 'A, B and C', 'Tuesday 24 November 2026'],
    ['1.234', '2 Paper', 'A, B und C', 'Dienstag, 24. November 2026'],
    ['1\u202f234', '2 articles', 'A, B et C', 'mardi 24 novembre 2026'],
  ])
  expect(wordsOf('xx').id).toBe('en')
  expect(wordsOf('fr').count('papers', 0)).toBe('0 article')
})
