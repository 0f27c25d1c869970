import { type EmailTemplates, emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'

export type GoodbyeView = {
  readonly listName: string
  readonly homeUrl: string
  /** Undoes the leaving with the old topics; without it the mail points to the sign-up form. */
  readonly resubscribeUrl?: string | undefined
  readonly preferencesUrl: string
  readonly postalAddress: string
}

type GoodbyeEmail = {
  readonly subject: string
  readonly listName: string
  readonly returnUrl: string
  readonly preferencesUrl: string
  readonly postalAddress: string
}

const goodbyeEmail = emailTemplate<GoodbyeEmail>('goodbye')

/** The last mail a reader gets: that they left, and how to return if it was a slip. It asks for nothing. */
export function buildGoodbyeRenderer(templates: EmailTemplates) {
  const render = templates.bind(goodbyeEmail)

  return (view: GoodbyeView): { subject: string; html: string; text: string } => {
    const listName = oneLine(view.listName)
    const subject = `You have left ${listName}`
    const email: GoodbyeEmail = {
      subject,
      listName,
      returnUrl: view.resubscribeUrl ?? view.homeUrl,
      preferencesUrl: view.preferencesUrl,
      postalAddress: addressLine(view.postalAddress),
    }
    return { subject, ...render(email) }
  }
}
