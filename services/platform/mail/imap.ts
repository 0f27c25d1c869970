import { ImapFlow, type SearchObject } from 'imapflow'
import type { Log } from '../log.ts'

export type MailboxSettings = {
  /** `imaps://user:password@host:993/INBOX`; `imap://` upgrades by STARTTLS, which only the loopback may go without. */
  readonly url: string
  /** A longer message is read up to here. */
  readonly maxBytes: number
  /** How long the server may be silent, in milliseconds. */
  readonly silenceMs?: number | undefined
}

export type MailboxRun = { readonly read: number; readonly failed: number }

// RFC 5788 keywords have this form. Other programs may open the mailbox, so "seen" alone would hide messages from us.
const done = '$Processed'
const mostPerRun = 500
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])

type Deps = {
  readonly log: Log
  readonly signal?: AbortSignal | undefined
  /** A message is marked as done once this has settled; where it rejects, the next run brings the message again. */
  readonly handle: (raw: Buffer) => Promise<unknown>
}

/**
 * Reads what is new in a mailbox, oldest first, and marks it as done; nothing is deleted. A message whose marking is
 * lost comes again, so handling one twice must be the same as once. Each run has a connection of its own.
 * @throws Error when the mailbox cannot be reached, opened or read; what was handled until then is marked.
 */
export async function readMailbox(settings: MailboxSettings, deps: Deps): Promise<MailboxRun> {
  const client = connect(settings)
  // Without a listener the line that breaks would end the process; the command under way rejects as well.
  client.on('error', (err) => deps.log.debug({ err }, 'the line to the mailbox broke'))
  const stop = () => client.close()
  deps.signal?.addEventListener('abort', stop)
  try {
    await client.connect()
    const box = await client.mailboxOpen(mailboxOf(settings.url))
    const takesKeywords = !box.permanentFlags || box.permanentFlags.has('\\*') || box.permanentFlags.has(done)
    const unread: SearchObject = takesKeywords ? { unKeyword: done } : { seen: false }
    const uids = (await client.search(unread, { uid: true })) || []
    return await handleEach(client, uids.slice(0, mostPerRun), {
      ...deps,
      maxBytes: settings.maxBytes,
      flags: takesKeywords ? [done] : ['\\Seen'],
    })
  } catch (cause) {
    throw new Error(`the mailbox could not be read: ${wordsOf(cause)}`, { cause })
  } finally {
    deps.signal?.removeEventListener('abort', stop)
    await client.logout().catch(() => client.close())
  }
}

type Handling = Deps & { readonly maxBytes: number; readonly flags: string[] }

async function handleEach(
  client: ImapFlow,
  uids: readonly number[],
  { handle, log, signal, maxBytes, flags }: Handling,
): Promise<MailboxRun> {
  const run = { read: 0, failed: 0 }
  for (const uid of uids) {
    if (signal?.aborted) break
    const message = await client.fetchOne(String(uid), { source: { maxLength: maxBytes } }, { uid: true })
    const source = message ? message.source : undefined
    // Somebody else took it away meanwhile.
    if (!source) continue
    try {
      await handle(source)
    } catch (err) {
      log.error({ err, uid }, 'a message of the mailbox could not be handled; it stays for the next run')
      run.failed += 1
      continue
    }
    await client.messageFlagsAdd(String(uid), flags, { uid: true })
    run.read += 1
  }
  return run
}

function connect({ url, silenceMs = 60_000 }: MailboxSettings): ImapFlow {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'imaps:'
  return new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    ...(secure ? {} : { doSTARTTLS: !loopback.has(hostname) }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
  })
}

/** imapflow's own message for a refusal is "Command failed"; the server's words say why. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'responseText' in error && typeof error.responseText === 'string'
    ? error.responseText
    : error.message
}

function mailboxOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX'
}
