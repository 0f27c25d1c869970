import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'

export type SmtpSettings = {
  readonly smtpUrl: string
  /** The name given in EHLO. */
  readonly hostname: string
  /** How long the server may be silent, before its greeting and later; RFC 5321 4.5.3.2 is more patient than a queue can be. */
  readonly timeouts?: { readonly greetingMs: number; readonly silenceMs: number } | undefined
}

export type SmtpTarget = {
  readonly options: SMTPConnectionOptions
  readonly login: { readonly user: string; readonly pass: string } | undefined
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])

/** Reads SMTP_URL. TLS is required and verified everywhere but on the loopback. */
export function smtpTargetOf({ smtpUrl, hostname, timeouts }: SmtpSettings): SmtpTarget {
  const url = new URL(smtpUrl)
  const secure = url.protocol === 'smtps:'
  const isLocal = loopback.has(url.hostname)
  return {
    options: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (secure ? 465 : 587),
      secure,
      requireTLS: !secure && !isLocal,
      ignoreTLS: !secure && isLocal,
      tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
      name: hostname,
      connectionTimeout: timeouts?.greetingMs ?? 15_000,
      greetingTimeout: timeouts?.greetingMs ?? 15_000,
      socketTimeout: timeouts?.silenceMs ?? 60_000,
    },
    login: url.username
      ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
      : undefined,
  }
}
