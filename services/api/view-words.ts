import type { Words } from '../platform/locales/words.ts'
import type { Frequency, Moment, PaperItem, Schedule, TopicOption } from './view-data.ts'
import { groupTopics } from './view-groups.ts'

export type ViewWords = ReturnType<typeof buildViewWords>

/** Cadences in the order the forms offer them. */
export const cadenceOrder = ['daily', 'weekly', 'monthly'] as const satisfies readonly Frequency[]

/** What pages say of times, papers and choices, in one language; examples are in English. */
export function buildViewWords(words: Words) {
  const { say } = words
  return {
    ...buildTimeWords(words),
    ...buildTopicWords(words),
    authorsInWords,
    /** `1,213`. */
    number: words.number,
    /** `A, B and C`. */
    list: words.list,
    /** `“A”, “B”`. */
    quotedInWords: (phrases: readonly string[]): string =>
      phrases.map((phrase) => say('quoted', { words: phrase })).join(', '),
    /** The names of the week, Monday first, with their ISO numbers. */
    weekdays: [1, 2, 3, 4, 5, 6, 7].map((number) => ({ name: words.weekday(number), number })),
    cadences: cadenceOrder.map((value) => ({ value, name: say('cadence-name', { cadence: value }) })),
  }
}

function buildTimeWords(words: Words) {
  const { say } = words

  /** 7 as `07:00`. */
  const hourInWords = (hour: number): string => words.clock(new Date(Date.UTC(2024, 0, 1, hour)))

  return {
    hourInWords,
    /** `2026-11-24` as `Tuesday 24 November 2026`. What is no day comes back as it is. */
    dayInWords: (isoDay: string): string => ofDay(isoDay, (at) => words.day(at)),
    /** `2026-11-24` as `24 November 2026`. What is no day comes back as it is. */
    dateInWords: (isoDay: string): string => ofDay(isoDay, (at) => words.date(at)),
    /** `Wednesday 25 November 2026 at 07:00, Europe/Berlin time`, on the clock of the moment's zone. */
    momentInWords: ({ at, timezone }: Moment): string =>
      say('moment', {
        day: words.day(at, timezone),
        clock: words.clock(at, timezone),
        zone: zoneInWords(timezone),
      }),
    /** `every Monday at 07:00, Europe/Berlin time`. */
    scheduleInWords: ({ frequency, weekday, hour, timezone }: Schedule): string =>
      say('schedule', {
        cadence: frequency === 'weekly' && weekday === undefined ? 'some-weekday' : frequency,
        weekday: weekday === undefined ? '' : words.weekday(weekday),
        clock: hourInWords(hour),
        zone: zoneInWords(timezone),
      }),
    /** A wait in the unit people think in: `40 seconds`, `2 minutes`, `3 hours`, rounded up. */
    waitInWords: (seconds: number): string => {
      if (seconds < 60) return say('wait', { unit: 'seconds', count: Math.max(1, Math.ceil(seconds)) })
      if (seconds < 3600) return say('wait', { unit: 'minutes', count: Math.ceil(seconds / 60) })
      return say('wait', { unit: 'hours', count: Math.ceil(seconds / 3600) })
    },
  }
}

/** Topics are given by their English names. */
function buildTopicWords(words: Words) {
  const { say } = words
  return {
    topic: words.topic,
    /** `Tokenization, Grounding and Agents`; nothing chosen is `everything trending`. */
    topicsInWords: (names: readonly string[]): string =>
      names.length === 0 ? say('everything-trending') : words.list(names.map(words.topic)),
    /** `because you follow Tokenization`; what an operator wrote stays as it is. */
    whyInWords: (why: PaperItem['why']): string | undefined => {
      if (why === undefined || typeof why === 'string') return why
      if ('trendingIn' in why)
        return say('trending-in', { topics: why.trendingIn.map(words.topic).join(', ') })
      return why.follows.length === 0
        ? say('because-trending')
        : say('because-you-follow', { topics: words.list(why.follows.map(words.topic)) })
    },
    groupTopics: (topics: readonly TopicOption[]) =>
      groupTopics(topics).map((group) => ({
        name: words.group(group.name),
        topics: group.topics.map((topic) => ({ ...topic, name: words.topic(topic.name) })),
      })),
  }
}

/** `America/New_York` as `America/New York`. */
function zoneInWords(timezone: string): string {
  return timezone.replaceAll('_', ' ')
}

/** At most three names, then how many more: `A. One, B. Two, C. Three + 4`. */
export function authorsInWords(authors: readonly string[]): string {
  const shown = authors.slice(0, 3).join(', ')
  return authors.length > 3 ? `${shown} + ${authors.length - 3}` : shown
}

function ofDay(isoDay: string, write: (at: Date) => string): string {
  const at = new Date(`${isoDay}T00:00:00Z`)
  return Number.isNaN(at.getTime()) ? isoDay : write(at)
}
