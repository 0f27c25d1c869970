import { fallbackLanguage } from '../platform/locales/languages.ts'
import { type EmailTemplates, emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'

export type GoodbyeView = {
  readonly listName: string
  readonly homeUrl: string
  /** Undoes the leaving with the old topics; without it the mail points to the sign-up form. */
  readonly resubscribeUrl?: string | undefined
  readonly preferencesUrl: string
  readonly postalAddress: string
  readonly locale?: string | undefined
}

type GoodbyeEmail = {
  readonly subject: string
  readonly listName: string
  readonly first: string
  readonly returnUrl: string
  readonly preferencesUrl: string
  readonly postalAddress: string
}

const goodbyeEmail = emailTemplate<GoodbyeEmail>('goodbye')

/** The last mail a reader gets: that they left, and how to return if it was a slip. It asks for nothing. */
export function buildGoodbyeRenderer(templates: EmailTemplates) {
  return (view: GoodbyeView): { subject: string; html: string; text: string } => {
    const words = templates.languages.wordsOf(view.locale ?? fallbackLanguage)
    const listName = oneLine(view.listName)
    const subject = words.say('mail-goodbye-subject', { list: listName })
    const email: GoodbyeEmail = {
      subject,
      listName,
      first: words.say('mail-goodbye-first', { list: listName }),
      returnUrl: view.resubscribeUrl ?? view.homeUrl,
      preferencesUrl: view.preferencesUrl,
      postalAddress: addressLine(view.postalAddress),
    }
    return { subject, ...templates.bind(goodbyeEmail, words)(email) }
  }
}
