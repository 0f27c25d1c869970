import type { FluentBundle } from '@fluent/bundle'
import { remember } from '../remember.ts'

type Pattern = Parameters<FluentBundle['formatPattern']>[0]

/** What a message may be given. Numbers are written as the language writes them, and choose its plurals. */
export type Args = Readonly<Record<string, string | number>>

/** One language, ready to speak. */
export type Words = {
  /** BCP 47, as the file is named. */
  readonly id: string
  /** How the language calls itself. */
  readonly name: string
  /** For Intl: `en-GB` where the file is `en`. */
  readonly tag: string
  /**
   * A message, in English where the language lacks it; plain text, to be escaped like any other.
   * @throws Error for a message that no language has, or one that is not given what it needs
   */
  readonly say: (id: string, args?: Args) => string
  /** A message that needs nothing but a `$count`: `3 papers`. Remembered, because plurals cost more than all else in a mail. */
  readonly count: (id: string, count: number) => string
  /** What is wrong with a field, by what the API says in English of it (`field-…`); else as it is. */
  readonly complaint: (english: string) => string
  /** The name of a topic or of a group of topics, by its English one; a name that is not translated stays. */
  readonly topic: (englishName: string) => string
  readonly group: (englishName: string) => string
  /** What a topic is about, by its English name and definition. */
  readonly definition: (englishName: string, english: string) => string
  /** 1,234 */
  readonly number: (value: number) => string
  /** A, B and C */
  readonly list: (items: readonly string[]) => string
  /** `24 November 2026`, in UTC unless told otherwise. */
  readonly date: (at: Date, timezone?: string) => string
  /** `Tuesday 24 November 2026`, in UTC unless told otherwise. */
  readonly day: (at: Date, timezone?: string) => string
  /** `09:41` */
  readonly clock: (at: Date, timezone?: string) => string
  /** 1 is `Monday`, 7 is `Sunday`. */
  readonly weekday: (isoNumber: number) => string
}

/** 1 January 2024 was a Monday. */
const aMonday = Date.UTC(2024, 0, 1)
const dayMs = 86_400_000
/** A digest says the same few things of its papers as thousands of others. */
const mostRemembered = 5_000

export type English = {
  readonly bundle: FluentBundle
  /** Message ids by the English words, of those that the API says as they are. */
  readonly complaints: ReadonlyMap<string, string>
}

/** The words of `bundle`, with those of `english` where it has none. */
export function buildWords(id: string, bundle: FluentBundle, english: English): Words {
  const say = (messageId: string, args?: Args): string => {
    const owner = bundle.hasMessage(messageId) ? bundle : english.bundle
    const pattern = owner.getMessage(messageId)?.value
    if (typeof pattern === 'string') return pattern
    if (!pattern) throw new Error(`No language has the message ${messageId}`)
    return inserted(pattern, args) ?? owner.formatPattern(pattern, args)
  }
  const tag = say('language-tag')
  const translated = (messageId: string, text: string) =>
    bundle.hasMessage(messageId) ? say(messageId) : text
  const named = (kind: string) => {
    const known = new Map<string, string>()
    return (englishName: string): string => {
      const found = known.get(englishName)
      if (found !== undefined) return found
      const name = translated(`${kind}-${nameId(englishName)}`, englishName)
      if (known.size < 1_000) known.set(englishName, name)
      return name
    }
  }
  const counted = remember<string>(mostRemembered)
  const listed = remember<string>(mostRemembered)
  const dated = remember<string>(mostRemembered)
  const numbers = new Intl.NumberFormat(tag)
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' })
  const dates = formatsByZone(tag, { day: 'numeric', month: 'long', year: 'numeric' })
  const weekdays = formatsByZone(tag, { weekday: 'long' })
  const clocks = formatsByZone(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

  return {
    id,
    name: say('language-name'),
    tag,
    say,
    count: (messageId, value) => counted(`${messageId} ${value}`, () => say(messageId, { count: value })),
    complaint: (words) => {
      const known = english.complaints.get(words)
      return known === undefined ? words : say(known)
    },
    topic: named('topic'),
    group: named('group'),
    definition: (englishName, text) => translated(`definition-${nameId(englishName)}`, text),
    number: (value) => numbers.format(value),
    list: (items) =>
      items.length < 2 ? (items[0] ?? '') : listed(items.join('\n'), () => lists.format(items)),
    date: (at, timezone) =>
      timezone === undefined
        ? dated(String(Math.floor(at.getTime() / dayMs)), () => dates('UTC').format(at))
        : dates(timezone).format(at),
    // Joined by a message: whether a comma follows the weekday changed between releases of ICU.
    day: (at, timezone) =>
      say('day', { weekday: weekdays(timezone).format(at), date: dates(timezone).format(at) }),
    clock: (at, timezone) => clocks(timezone).format(at),
    weekday: (isoNumber) => weekdays('UTC').format(new Date(aMonday + (isoNumber - 1) * dayMs)),
  }
}

/**
 * A message that only takes strings in, as Fluent would format it: that makes a WeakSet each time, which cost a mail more
 * than all its other words. Nothing where the message has plurals, numbers or references.
 */
function inserted(pattern: Exclude<Pattern, string>, args: Args | undefined): string | undefined {
  let words = ''
  for (const part of pattern) {
    const value = typeof part === 'string' ? part : part.type === 'var' ? args?.[part.name] : undefined
    if (typeof value !== 'string') return undefined
    words += value
  }
  return words
}

/** `Agents & tool use` as `agents-tool-use`: what a message may be called. */
export function nameId(englishName: string): string {
  return englishName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** A format for each zone, made once: making one takes a hundred times as long as using it. */
function formatsByZone(tag: string, options: Intl.DateTimeFormatOptions) {
  const made = new Map<string, Intl.DateTimeFormat>()
  return (timeZone = 'UTC'): Intl.DateTimeFormat => {
    const format = made.get(timeZone) ?? new Intl.DateTimeFormat(tag, { ...options, timeZone })
    // There are some 600 zones.
    if (made.size < 1_000) made.set(timeZone, format)
    return format
  }
}
