import { type EmailTemplates, emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'
import { writtenMinute } from '../platform/mail/written-date.ts'

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
}

type ConfirmationEmail = {
  readonly subject: string
  readonly listName: string
  readonly confirmUrl: string
  readonly requestedAt: string
  readonly validForDays: number
  readonly homeHost: string
  readonly postalAddress: string
}

const confirmationEmail = emailTemplate<ConfirmationEmail>('confirmation')

/** The mail that asks the holder of an address whether they asked. Its one link leads to a page with a button. */
export function buildConfirmationRenderer(templates: EmailTemplates) {
  const render = templates.bind(confirmationEmail)

  return (view: ConfirmationView): { subject: string; html: string; text: string } => {
    const listName = oneLine(view.listName)
    const subject = `Confirm your subscription to ${listName}`
    const email: ConfirmationEmail = {
      subject,
      listName,
      confirmUrl: view.confirmUrl,
      requestedAt: writtenMinute(view.requestedAt),
      validForDays: view.validForDays,
      homeHost: new URL(view.homeUrl).host,
      postalAddress: addressLine(view.postalAddress),
    }
    return { subject, ...render(email) }
  }
}
