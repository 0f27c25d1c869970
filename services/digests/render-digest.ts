import { type FilledPieces, fillPieces } from '../platform/mail/email-pieces.ts'
import type { EmailTemplates } from '../platform/mail/email-templates.ts'
import { type FilledText, wholeText } from '../platform/mail/mail-text.ts'
import type { DigestView } from './digest-view.ts'
import { aroundEmailOf, headingOf } from './render-email.ts'
import { aroundValues, buildDigestPieces, type DigestPieces } from './render-pieces.ts'
import { leastRoom, type PaperRoom, rooms } from './render-rooms.ts'

export type RenderedDigest = {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The same texts, by what they share with other digests: for a mailer, which encodes that once. */
  readonly parts?: { readonly html: FilledText; readonly text: FilledText } | undefined
}

/** Gmail clips a mail at 102 kB, and with it the unsubscribe link at its foot; the rest is room for the headers. */
const MAX_HTML_BYTES = 90_000

/**
 * Renders a digest from its view alone, the same bytes every time, as the whole template would print it. Its pieces are
 * kept and shared: a paper is rendered once for all digests that refer to one object of it. The HTML stays within 90,000
 * bytes for 50 papers of any length. Throws a RangeError for a view without papers: a reader with nothing new gets no mail.
 */
export function buildDigestRenderer(templates: EmailTemplates): (view: DigestView) => RenderedDigest {
  const { languages } = templates
  const spoken = new Map(languages.all.map((words) => [words.id, buildDigestPieces(templates, words)]))
  return (view) => {
    if (view.papers.length === 0) throw new RangeError('A digest needs at least one paper')
    const pieces = spoken.get(languages.wordsOf(view.locale).id)
    if (!pieces) throw new Error('A language has no digest')
    const around = aroundOf(pieces, view)
    const { html, text } = fitting(pieces, view, around)
    return {
      subject: around.subject,
      get html() {
        return wholeText(html)
      },
      get text() {
        return wholeText(text)
      },
      parts: { html, text },
    }
  }
}

type Around = ReturnType<typeof aroundOf>

function aroundOf(pieces: DigestPieces, view: DigestView) {
  const email = aroundEmailOf(pieces.words, view)
  const values = aroundValues(email).set('feedback', view.feedback ?? '')
  return { ...pieces.around(email), subject: email.subject, values }
}

/** The digest in the first room in which it is not too large. */
function fitting(pieces: DigestPieces, view: DigestView, around: Around): FilledPieces {
  for (const room of rooms) {
    const digest = fillRoom(pieces, view, { around, room })
    if (digest.isWithin(MAX_HTML_BYTES)) return digest
  }
  return fillRoom(pieces, view, { around, room: leastRoom })
}

function fillRoom(
  pieces: DigestPieces,
  view: DigestView,
  { around, room }: { around: Around; room: PaperRoom },
): FilledPieces {
  const hasFeedback = room.withFeedback && view.feedback !== undefined
  const papers = view.papers.map((paper, place) =>
    pieces.paper(paper, { room, place, heading: headingOf(pieces.words, view, place), hasFeedback }),
  )
  const { head, foot, values } = around
  return fillPieces([head, ...papers, foot], values)
}
