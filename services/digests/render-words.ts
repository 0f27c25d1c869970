import { oneLine } from '../platform/mail/one-line.ts'
import { writtenDate, writtenDay } from '../platform/mail/written-date.ts'
import type { DigestPaper, DigestView } from './digest-view.ts'
import { cutAtWord } from './render-cuts.ts'

const MAX_TOPICS = 3
const MAX_AUTHORS = 3
const MAX_NAME_CHARACTERS = 60

const CADENCE = { daily: 'Daily edition', weekly: 'Weekly edition', monthly: 'Monthly edition' } as const

const numbers = new Intl.NumberFormat('en-GB')

/** 1,234 */
export function written(count: number): string {
  return numbers.format(count)
}

/** "1 paper", "1,234 papers" */
export function counted(count: number, noun: string): string {
  return `${written(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** "4 new papers on Tokenization and Grounding, 213 read for you": a mailbox shows it beside the subject. */
export function headline(view: DigestView): string {
  const papers = view.papers.filter((paper) => !paper.alsoTrending).length
  const what =
    view.topicNames.length === 0
      ? counted(papers, 'trending paper')
      : `${counted(papers, 'new paper')} on ${topicList(view.topicNames)}`
  return view.readCount > 0 ? `${what}, ${written(view.readCount)} read for you` : what
}

/** "Daily edition", "Tuesday 24 November 2026", "No. 328" */
export function dateline({ cadence, date, number }: DigestView['edition']): string[] {
  return [CADENCE[cadence], writtenDay(new Date(`${date}T00:00:00Z`)), `No. ${written(number)}`]
}

/** Why this mail came, for the foot of it. */
export function whyLine(view: DigestView): string {
  const since = view.signedUpOn === undefined ? '' : ` on ${writtenDate(view.signedUpOn)}`
  const follows =
    view.topicNames.length === 0 ? 'take everything trending' : `follow ${topicList(view.topicNames)}`
  return `You get this mail because you signed up for ${oneLine(view.listName)}${since} and ${follows}.`
}

/** "because you follow Tokenization". Empty for an editor's pick outside the reader's topics. */
export function because(
  { because: reason }: DigestPaper,
  room: { topics: number; topicName: number },
): string {
  if (reason === 'everything trending') return 'because it is trending'
  return reason.length === 0 ? '' : `because you follow ${topicList(reason, room)}`
}

/** At most three names, and how many follow: "Ada Lovelace, Emmy Noether, Grace Hopper" and "+ 4". */
export function authorsOf(authors: readonly string[]): { names: string; more: string } {
  const named = authors.filter((name) => name.trim() !== '')
  const more = named.length - MAX_AUTHORS
  return {
    names: shortNames(named.slice(0, MAX_AUTHORS)).join(', '),
    more: more > 0 ? `+ ${written(more)}` : '',
  }
}

function topicList(
  topics: readonly string[],
  room = { topics: MAX_TOPICS, topicName: MAX_NAME_CHARACTERS },
): string {
  const names = shortNames(topics, room.topicName)
  if (names.length <= room.topics) return listed(names)
  const more = names.length - room.topics
  return listed([...names.slice(0, room.topics), counted(more, 'more topic')])
}

/** "A", "A and B", "A, B and C" */
function listed(names: readonly string[]): string {
  const [last = ''] = names.slice(-1)
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

function shortNames(names: readonly string[], max = MAX_NAME_CHARACTERS): string[] {
  return names.map((name) => cutAtWord(oneLine(name), max)).filter((name) => name !== '')
}
