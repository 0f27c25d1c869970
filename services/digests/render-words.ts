import type { Words } from '../platform/locales/words.ts'
import { oneLine } from '../platform/mail/one-line.ts'
import { remember } from '../platform/remember.ts'
import type { DigestPaper, DigestView } from './digest-view.ts'
import { cutAtWord } from './render-cuts.ts'

const MAX_TOPICS = 3
const MAX_AUTHORS = 3
const MAX_NAME_CHARACTERS = 60

/** "4 new papers on Tokenization and Grounding, 213 read for you": a mailbox shows it beside the subject. */
export function headline(words: Words, view: DigestView): string {
  const count = view.papers.reduce((sum, paper) => sum + (paper.alsoTrending ? 0 : 1), 0)
  return headlines([words.id, count, view.readCount, ...view.topicNames].join('\n'), () => {
    const papers =
      view.topicNames.length === 0
        ? words.count('mail-trending-papers', count)
        : words.say('mail-papers-on', {
            papers: words.count('mail-new-papers', count),
            topics: topicList(words, view.topicNames),
          })
    if (view.readCount === 0) return papers
    return words.say('mail-papers-read', { papers, read: words.number(view.readCount) })
  })
}

/** Readers of an edition who follow the same see the same. */
const headlines = remember<string>(10_000)

/** "Daily edition", "Tuesday 24 November 2026", "No. 328" */
export function dateline(words: Words, { cadence, date, number }: DigestView['edition']): string[] {
  return datelines(`${words.id} ${cadence} ${date} ${number}`, () => [
    words.say('edition-name', { cadence }),
    words.day(new Date(`${date}T00:00:00Z`)),
    words.say('edition-number', { number: words.number(number) }),
  ])
}

const datelines = remember<string[]>(100)

/** Why this mail came, for the foot of it. */
export function whyLine(words: Words, { signedUpOn, topicNames, listName }: DigestView): string {
  const list = oneLine(listName)
  const topics = topicNames.length === 0 ? undefined : topicList(words, topicNames)
  const date = signedUpOn && words.date(signedUpOn)
  if (topics === undefined)
    return date === undefined
      ? words.say('mail-why-everything', { list })
      : words.say('mail-why-everything-since', { list, date })
  return date === undefined
    ? words.say('mail-why-topics', { list, topics })
    : words.say('mail-why-topics-since', { list, date, topics })
}

/** "because you follow Tokenization". Empty for an editor's pick outside the reader's topics. */
export function because(
  words: Words,
  { because: reason }: DigestPaper,
  room: { topics: number; topicName: number },
): string {
  if (reason === 'everything trending') return words.say('because-trending')
  return reason.length === 0
    ? ''
    : words.say('because-you-follow', { topics: topicList(words, reason, room) })
}

/** At most three names, and how many follow: "Ada Lovelace, Emmy Noether, Grace Hopper" and "+ 4". */
export function authorsOf(words: Words, authors: readonly string[]): { names: string; more: string } {
  const named = authors.filter((name) => name.trim() !== '')
  const more = named.length - MAX_AUTHORS
  return {
    names: shortNames(named.slice(0, MAX_AUTHORS)).join(', '),
    more: more > 0 ? `+ ${words.number(more)}` : '',
  }
}

function topicList(
  words: Words,
  topics: readonly string[],
  room = { topics: MAX_TOPICS, topicName: MAX_NAME_CHARACTERS },
): string {
  const names = shortNames(topics.map(words.topic), room.topicName)
  if (names.length <= room.topics) return words.list(names)
  const more = names.length - room.topics
  return words.list([...names.slice(0, room.topics), words.count('mail-more-topics', more)])
}

function shortNames(names: readonly string[], max = MAX_NAME_CHARACTERS): string[] {
  return names.map((name) => cutAtWord(oneLine(name), max)).filter((name) => name !== '')
}
