import type { Words } from '../platform/locales/words.ts'
import { emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'
import { sourcesLine } from './coverage-line.ts'
import type { DigestPaper, DigestView } from './digest-view.ts'
import { cutAtSentence, cutAtWord } from './render-cuts.ts'
import type { PaperRoom } from './render-rooms.ts'
import { digestSubject } from './render-subject.ts'
import { authorsOf, because, dateline, headline, whyLine } from './render-words.ts'

/** What templates/emails/digest.mjml and digest.txt.eta read. An empty string is a part that is not there. */
export type DigestEmail = {
  readonly subject: string
  readonly listName: string
  readonly headline: string
  readonly dateline: readonly string[]
  readonly papers: readonly PaperEmail[]
  readonly whyLine: string
  readonly sourcesLine: string
  readonly links: {
    readonly preferences: string
    readonly unsubscribe: string
    readonly home: string
    readonly web: string
  }
  readonly postalAddress: string
}

export type PaperEmail = {
  /** Its place in the digest, from 1. */
  readonly number: string
  /** Stands above the paper where another part of the digest begins. */
  readonly heading: string
  readonly title: string
  readonly href: string
  readonly authors: { readonly names: string; readonly more: string }
  readonly abstract: string
  readonly note: { readonly text: string; readonly by: string }
  readonly pick: string
  readonly because: string
  readonly votes: { readonly mark: string; readonly words: string }
  readonly comments: string
  readonly codeHref: string
  readonly date: string
  /** Pages where a reader says whether they want more or less of its kind. */
  readonly feedback: { readonly more: string; readonly less: string }
}

export const digestEmail = emailTemplate<DigestEmail>('digest')

const MAX_LINE_CHARACTERS = 600

/** The digest in the words the templates print: every string one line, cut to its room, every link http(s) or empty. */
export function digestEmailOf(words: Words, view: DigestView, room: PaperRoom): DigestEmail {
  const papers = view.papers.map((paper, place) => ({
    ...wordsOf(words, paper, room),
    number: String(place + 1),
    heading: headingOf(words, view, place),
    feedback: feedbackOf(paper, room.withFeedback ? view.feedback : undefined),
  }))
  return { ...aroundEmailOf(words, view), papers }
}

/** The words around the papers. */
export function aroundEmailOf(words: Words, view: DigestView): DigestEmail {
  return {
    subject: digestSubject(words, view.papers[0]?.title ?? '', view.papers.length),
    listName: oneLine(view.listName),
    headline: headline(words, view),
    dateline: dateline(words, view.edition),
    papers: [],
    whyLine: whyLine(words, view),
    sourcesLine: cutAtWord(
      oneLine(view.sources ? sourcesLine(words, view.sources) : ''),
      MAX_LINE_CHARACTERS,
    ),
    links: { ...view.links, web: view.links.web ?? '' },
    postalAddress: addressLine(view.postalAddress),
  }
}

/** The pages of a paper below the reader's own address for them; empty without one. */
export function feedbackOf({ id }: DigestPaper, address: string | undefined): PaperEmail['feedback'] {
  if (address === undefined) return { more: '', less: '' }
  return { more: `${address}/${id}/more`, less: `${address}/${id}/less` }
}

/** What stands above a paper where another part of the digest begins. */
export function headingOf({ say }: Words, { papers }: Pick<DigestView, 'papers'>, place: number): string {
  return papers[place]?.alsoTrending && !papers[place - 1]?.alsoTrending ? say('also-trending') : ''
}

/** The words of a paper itself, wherever and for whomever it is shown. */
export function wordsOf(
  words: Words,
  paper: DigestPaper,
  room: PaperRoom,
): Omit<PaperEmail, 'number' | 'heading' | 'feedback'> {
  const { upvotes = 0, comments = 0, publishedAt } = paper
  return {
    title: cutAtWord(oneLine(paper.title), room.title) || words.say('untitled-paper'),
    href: safeHref(paper.url, room.href),
    authors: room.withAuthors ? authorsOf(words, paper.authors) : { names: '', more: '' },
    abstract: cutPart(paper.abstract, room.abstract),
    note: { text: cutPart(paper.note?.text ?? '', room.note), by: cutPart(paper.note?.by ?? '', 60) },
    pick: paper.pinned === true ? words.say('mail-pick') : '',
    because: because(words, paper, room),
    votes:
      upvotes > 0
        ? { mark: `▲ ${words.number(upvotes)}`, words: words.count('votes', upvotes) }
        : { mark: '', words: '' },
    comments: comments > 0 ? words.count('mail-comments', comments) : '',
    codeHref: room.withCode && paper.codeUrl !== undefined ? safeHref(paper.codeUrl, room.href) : '',
    date: publishedAt === undefined ? '' : words.date(publishedAt),
  }
}

function cutPart(text: string, max: number): string {
  return max === 0 ? '' : cutAtSentence(oneLine(text), max)
}

/** The address as the URL standard writes it (no spaces, quotes or brackets), or empty for any but plain http(s). */
function safeHref(address: string, max: number): string {
  if (address.length > max || !URL.canParse(address)) return ''
  const { protocol, username, password, href } = new URL(address)
  const isPlainWeb = (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
  // An ampersand takes five characters in an attribute.
  return isPlainWeb && href.replaceAll('&', '&amp;').length <= max ? href : ''
}
