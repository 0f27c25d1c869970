import type { Words } from '../platform/locales/words.ts'
import { fillPlace, type SharedPiece, sharePiece } from '../platform/mail/email-pieces.ts'
import type { EmailTemplates } from '../platform/mail/email-templates.ts'
import { buildPlaces } from '../platform/mail/mail-text.ts'
import type { DigestPaper } from './digest-view.ts'
import { type DigestEmail, digestEmail, feedbackOf, wordsOf } from './render-email.ts'
import type { PaperRoom } from './render-rooms.ts'

/** There is one heading, or none; in one language. */
export type PaperVariant = {
  readonly room: PaperRoom
  /** In the digest, from 0. */
  readonly place: number
  readonly heading: string
  readonly hasFeedback: boolean
}

export type DigestPieces = {
  readonly words: Words
  /** Around the papers; every value is a place, named as in `aroundValues`. */
  around(email: DigestEmail): { readonly head: SharedPiece; readonly foot: SharedPiece }
  /** A paper; its only place is `feedback`, the address below which its pages are. */
  paper(paper: DigestPaper, variant: PaperVariant): SharedPiece
}

/** Renders the pieces of digests, each once for as long as something refers to what it shows. */
export function buildDigestPieces(templates: EmailTemplates, words: Words): DigestPieces {
  const { around, each } = templates.bindPieces(digestEmail, words)
  const places = buildPlaces()
  const frames = new Map<string, { head: SharedPiece; foot: SharedPiece }>()
  const papers = new WeakMap<DigestPaper, Map<PaperRoom, PaperPieces[]>>()
  const { mark } = places

  const renderPaper = (paper: DigestPaper, { room, place, heading, hasFeedback }: PaperVariant) => {
    const feedback = feedbackOf(paper, hasFeedback ? mark('feedback') : undefined)
    const email = { ...wordsOf(words, paper, room), number: mark('number'), heading, feedback }
    return { anywhere: sharePiece(places, each(email, place === 0 ? 0 : 1)), byPlace: [] }
  }

  return {
    words,
    around: (email) => {
      const values = aroundValues(email)
      // What is empty decides which lines there are.
      let key = ''
      for (const [place, value] of values) if (value === '') key += `${place},`
      const known = frames.get(key)
      if (known) return known
      const marked = emailOf((place) => (values.get(place) === '' ? '' : mark(place)), email.dateline.length)
      const { head, foot } = around(marked)
      const made = { head: sharePiece(places, head), foot: sharePiece(places, foot) }
      frames.set(key, made)
      return made
    },
    paper: (paper, variant) => {
      const byRoom = papers.get(paper) ?? new Map<PaperRoom, PaperPieces[]>()
      papers.set(paper, byRoom)
      const known = byRoom.get(variant.room) ?? []
      byRoom.set(variant.room, known)
      const { place, heading, hasFeedback } = variant
      const kind = (place === 0 ? 1 : 0) + (heading === '' ? 0 : 2) + (hasFeedback ? 4 : 0)
      const pieces = known[kind] ?? renderPaper(paper, variant)
      known[kind] = pieces
      const piece = pieces.byPlace[place] ?? fillPlace(pieces.anywhere, 'number', String(place + 1))
      pieces.byPlace[place] = piece
      return piece
    },
  }
}

/** A paper as it stands anywhere, and with its number: a title is wrapped behind it. */
type PaperPieces = { readonly anywhere: SharedPiece; readonly byPlace: SharedPiece[] }

/** The words around the papers by the names of their places. */
export function aroundValues(email: DigestEmail): Map<string, string> {
  const values = new Map([
    ['subject', email.subject],
    ['list-name', email.listName],
    ['headline', email.headline],
    ['why', email.whyLine],
    ['sources', email.sourcesLine],
    ['preferences', email.links.preferences],
    ['unsubscribe', email.links.unsubscribe],
    ['home', email.links.home],
    ['web', email.links.web],
    ['address', email.postalAddress],
  ])
  for (const [index, part] of email.dateline.entries()) values.set(`dateline-${index}`, part)
  return values
}

function emailOf(value: (place: string) => string, datelineParts: number): DigestEmail {
  return {
    subject: value('subject'),
    listName: value('list-name'),
    headline: value('headline'),
    dateline: Array.from({ length: datelineParts }, (_, index) => value(`dateline-${index}`)),
    papers: [],
    whyLine: value('why'),
    sourcesLine: value('sources'),
    links: {
      preferences: value('preferences'),
      unsubscribe: value('unsubscribe'),
      home: value('home'),
      web: value('web'),
    },
    postalAddress: value('address'),
  }
}
