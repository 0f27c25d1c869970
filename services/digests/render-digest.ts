import type { EmailTemplates } from '../platform/mail/email-templates.ts'
import type { DigestView } from './digest-view.ts'
import { digestEmail, digestEmailOf, type PaperRoom } from './render-email.ts'

export type RenderedDigest = { readonly subject: string; readonly html: string; readonly text: string }

/** Gmail clips a mail at 102 kB, and with it the unsubscribe link at its foot; the rest is room for the headers. */
const MAX_HTML_BYTES = 90_000

const FULL: PaperRoom = {
  title: 300,
  abstract: 420,
  note: 400,
  href: 1_000,
  topics: 3,
  topicName: 60,
  withAuthors: true,
  withCode: true,
}

/** Fits even where every character is a quote, which takes six bytes as an entity. */
const LEAST: PaperRoom = {
  title: 54,
  abstract: 0,
  note: 0,
  href: 280,
  topics: 1,
  topicName: 24,
  withAuthors: false,
  withCode: false,
}

/** Tried in order until the mail fits: abstracts shorten, then go; the titles, the reasons and the footer stay. `LEAST` comes last. */
const ROOMS: readonly PaperRoom[] = [
  FULL,
  { ...FULL, abstract: 280 },
  { ...FULL, abstract: 160 },
  { ...FULL, abstract: 0 },
  { ...FULL, abstract: 0, title: 160, note: 160, href: 600, topics: 2 },
]

/**
 * Renders a digest from its view alone, the same bytes every time. The HTML stays within 90,000 bytes for 50 papers of
 * any length. Throws a RangeError for a view without papers: a reader with nothing new gets no mail.
 */
export function buildDigestRenderer(templates: EmailTemplates): (view: DigestView) => RenderedDigest {
  const render = templates.bind(digestEmail)

  const draft = (view: DigestView, room: PaperRoom): RenderedDigest => {
    const email = digestEmailOf(view, room)
    return { subject: email.subject, ...render(email) }
  }

  return (view) => {
    if (view.papers.length === 0) throw new RangeError('A digest needs at least one paper')
    for (const room of ROOMS) {
      const digest = draft(view, room)
      if (Buffer.byteLength(digest.html) <= MAX_HTML_BYTES) return digest
    }
    return draft(view, LEAST)
  }
}
