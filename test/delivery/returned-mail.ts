/** Reports as mail systems send them, made to measure. */
type Dsn = {
  readonly to?: string
  readonly action?: string
  readonly status?: string
  readonly diagnostic?: string
  readonly envelopeId?: string
  /** The header of the mail that came back. */
  readonly returned?: string
  readonly recipients?: readonly string[]
}

/** A delivery report in Postfix's manner (RFC 3464). */
export function buildDsn(dsn: Dsn = {}): string {
  const { to = 'somebody@bounces.broadsheet.test', action = 'failed', status = '5.1.1' } = dsn
  const recipients = dsn.recipients ?? [
    recipientGroup({
      action,
      status,
      ...(dsn.diagnostic === undefined ? {} : { diagnostic: dsn.diagnostic }),
    }),
  ]
  return lines(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.reader.test (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B1.1/mx"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--B1.1/mx',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    "I'm sorry to have to inform you that your message could not be delivered.",
    '',
    '--B1.1/mx',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.reader.test',
    ...(dsn.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${dsn.envelopeId}`]),
    'Arrival-Date: Tue, 24 Nov 2026 06:00:01 +0000 (UTC)',
    '',
    ...recipients.flatMap((group) => [group, '']),
    '--B1.1/mx',
    'Content-Type: text/rfc822-headers',
    '',
    dsn.returned ?? 'Subject: something',
    '',
    '--B1.1/mx--',
    '',
  )
}

export function recipientGroup({
  action = 'failed',
  status = '5.1.1',
  diagnostic = 'smtp; 550 5.1.1 <reader@reader.test>: Recipient address rejected: User unknown',
}): string {
  return lines(
    'Final-Recipient: rfc822; reader@reader.test',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
  )
}

type Arf = {
  readonly type?: string
  readonly to?: string
  readonly fields?: readonly string[]
  readonly returned?: string
}

/** A feedback report (RFC 5965); the recipient is redacted, as large providers do. */
export function buildArf({
  type = 'abuse',
  to = 'fbl@bounces.broadsheet.test',
  fields = [],
  returned = '',
}: Arf): string {
  return lines(
    'Return-Path: <feedback@isp.test>',
    'From: feedback@isp.test',
    `To: ${to}`,
    'Subject: FW: a digest',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'This is an email abuse report.',
    '--part',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    'Original-Rcpt-To: <redacted@isp.test>',
    ...fields,
    '',
    '--part',
    'Content-Type: message/rfc822',
    '',
    returned,
    '',
    '--part--',
    '',
  )
}

/** The header of a message, without its body. */
export function headerOf(raw: string): string {
  return raw.slice(0, raw.indexOf('\r\n\r\n'))
}

export function headerField(raw: string, name: string): string {
  const line = headerOf(raw)
    .split(/\r\n(?![ \t])/)
    .find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return (
    line
      ?.slice(name.length + 1)
      .replace(/\r\n[ \t]+/g, ' ')
      .trim() ?? ''
  )
}

function lines(...parts: string[]): string {
  return parts.join('\r\n')
}
