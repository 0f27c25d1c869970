import type { EmailTemplates } from '../platform/mail/email-templates.ts'
import type { DigestView } from './digest-view.ts'
import { digestEmail, digestEmailOf } from './render-email.ts'
import { leastRoom, type PaperRoom, rooms } from './render-rooms.ts'

export type RenderedDigest = { readonly subject: string; readonly html: string; readonly text: string }

/** Gmail clips a mail at 102 kB, and with it the unsubscribe link at its foot; the rest is room for the headers. */
const MAX_HTML_BYTES = 90_000

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
    for (const room of rooms) {
      const digest = draft(view, room)
      if (Buffer.byteLength(digest.html) <= MAX_HTML_BYTES) return digest
    }
    return draft(view, leastRoom)
  }
}
