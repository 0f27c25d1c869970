import type { MailerSettings, OutgoingMessage } from '../../../services/platform/mail/mailer.ts'

/** A message as the product sends one. */
export function buildMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    from: 'Broadsheet <news@example.org>',
    to: 'reader@example.net',
    returnPath: 'bounces+17@example.org',
    subject: 'Ein Maß für 語 and 3 more',
    text: 'Plain words.\n.a line that begins with a dot\n',
    html: `<p>${'Words — '.repeat(400)}</p>`,
    messageId: '<d17.e4@example.org>',
    date: new Date('2026-11-24T06:00:00Z'),
    headers: {
      'List-Id': '<daily.news.example.org>',
      'List-Unsubscribe': `<https://news.example.org/unsubscribe/${'t'.repeat(60)}>, <mailto:leave@example.org?subject=t>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Feedback-ID': 'e4:daily:digest:broadsheet',
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
    },
    ...changes,
  }
}

/** Settings that wait a moment where a real mailer waits a minute. */
export function buildSettings(smtpUrl: string, changes: Partial<MailerSettings> = {}): MailerSettings {
  return {
    smtpUrl,
    connections: 2,
    ratePerSecond: 1_000,
    hostname: 'news.example.org',
    timeouts: { greetingMs: 300, silenceMs: 300 },
    ...changes,
  }
}
