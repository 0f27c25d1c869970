import { fallbackLanguage } from '../platform/locales/languages.ts'
import type { Words } from '../platform/locales/words.ts'
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
  readonly locale?: string | undefined
}

type PrivacyLinkEmail = {
  readonly subject: string
  readonly listName: string
  readonly first: string
  readonly byButton: string
  readonly byLink: string
  readonly url: string
  readonly from: string
}

const privacyEmails = {
  export: emailTemplate<PrivacyLinkEmail>('export'),
  erase: emailTemplate<PrivacyLinkEmail>('erase'),
}

/** The two mails that prove who asks: each holds one link, to a page with a button. */
export function buildPrivacyLinkRenderer(templates: EmailTemplates) {
  return (view: PrivacyLinkView): { subject: string; html: string; text: string } => {
    const words = templates.languages.wordsOf(view.locale ?? fallbackLanguage)
    const email = privacyEmailOf(words, view)
    return { subject: email.subject, ...templates.bind(privacyEmails[view.kind], words)(email) }
  }
}

function privacyEmailOf({ say }: Words, view: PrivacyLinkView): PrivacyLinkEmail {
  const { kind } = view
  const list = oneLine(view.listName)
  const wait = say('wait', { unit: 'minutes', count: view.validForMinutes })
  return {
    subject: say(`mail-${kind}-subject`, { list }),
    listName: list,
    first: say(`mail-${kind}-first`, { list }),
    byButton: say(`mail-${kind}-button`, { wait }),
    byLink: say(`mail-${kind}-link`, { wait }),
    url: view.url,
    from: say('mail-from', {
      list,
      host: new URL(view.homeUrl).host,
      address: addressLine(view.postalAddress),
    }),
  }
}
