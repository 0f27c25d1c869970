import { fallbackLanguage } from '../platform/locales/languages.ts'
import type { Words } from '../platform/locales/words.ts'
import { type EmailTemplates, emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'

/**
 * All the confirmation mail says. There is no name, no topic and no network address in it on purpose: whoever typed
 * another person's address into the form must not be able to send that person words of their own.
 */
export type ConfirmationView = {
  readonly confirmUrl: string
  readonly requestedAt: Date
  readonly homeUrl: string
  readonly listName: string
  readonly postalAddress: string
  readonly validForDays: 3
  /** Of the page where it was asked. */
  readonly locale?: string | undefined
}

type ConfirmationEmail = {
  readonly subject: string
  readonly listName: string
  readonly first: string
  readonly asked: string
  readonly byButton: string
  readonly byLink: string
  readonly confirmUrl: string
  readonly from: string
}

const confirmationEmail = emailTemplate<ConfirmationEmail>('confirmation')

/** The mail that asks the holder of an address whether they asked. Its one link leads to a page with a button. */
export function buildConfirmationRenderer(templates: EmailTemplates) {
  return (view: ConfirmationView): { subject: string; html: string; text: string } => {
    const words = templates.languages.wordsOf(view.locale ?? fallbackLanguage)
    const email = confirmationEmailOf(words, view)
    return { subject: email.subject, ...templates.bind(confirmationEmail, words)(email) }
  }
}

function confirmationEmailOf(words: Words, view: ConfirmationView): ConfirmationEmail {
  const { say } = words
  const list = oneLine(view.listName)
  const { requestedAt } = view
  const at = say('minute-utc', { date: words.date(requestedAt), clock: words.clock(requestedAt) })
  const days = words.count('days', view.validForDays)
  return {
    subject: say('mail-confirm-subject', { list }),
    listName: list,
    first: say('mail-confirm-first', { list }),
    asked: say('mail-confirm-asked', { at, list }),
    byButton: say('mail-confirm-button', { days }),
    byLink: say('mail-confirm-link', { days }),
    confirmUrl: view.confirmUrl,
    from: say('mail-from', {
      list,
      host: new URL(view.homeUrl).host,
      address: addressLine(view.postalAddress),
    }),
  }
}
