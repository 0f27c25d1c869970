import { type EmailTemplates, emailTemplate } from '../platform/mail/email-templates.ts'
import { addressLine, oneLine } from '../platform/mail/one-line.ts'
import type { PrivacyKind } from './export-link.ts'

/** All that the mails with a link to one's own data say. Nothing that somebody typed is in them. */
export type PrivacyLinkView = {
  readonly kind: PrivacyKind
  readonly url: string
  readonly validForMinutes: number
  readonly listName: string
  readonly homeUrl: string
  readonly postalAddress: string
}

type PrivacyLinkEmail = {
  readonly subject: string
  readonly listName: string
  readonly url: string
  readonly validForMinutes: number
  readonly homeHost: string
  readonly postalAddress: string
}

const subjects = {
  export: (listName: string) => `Your data at ${listName}`,
  erase: (listName: string) => `Erase your data at ${listName}`,
}

/** The two mails that prove who asks: each holds one link, to a page with a button. */
export function buildPrivacyLinkRenderer(templates: EmailTemplates) {
  const renderers = {
    export: templates.bind(emailTemplate<PrivacyLinkEmail>('export')),
    erase: templates.bind(emailTemplate<PrivacyLinkEmail>('erase')),
  }

  return (view: PrivacyLinkView): { subject: string; html: string; text: string } => {
    const listName = oneLine(view.listName)
    const subject = subjects[view.kind](listName)
    const email: PrivacyLinkEmail = {
      subject,
      listName,
      url: view.url,
      validForMinutes: view.validForMinutes,
      homeHost: new URL(view.homeUrl).host,
      postalAddress: addressLine(view.postalAddress),
    }
    return { subject, ...renderers[view.kind](email) }
  }
}
