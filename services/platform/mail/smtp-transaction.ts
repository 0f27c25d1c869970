import type { Dialogue, Reply } from './smtp-dialogue.ts'

/** Where a message goes, apart from what it says (RFC 5321 2.3.1). One recipient: what becomes of it is its own answer. */
export type Envelope = {
  readonly from: string
  readonly to: string
  /** ENVID of RFC 3461: reports come back under it, where the server can say so. */
  readonly id?: string | undefined
}

/** What of the server's offer we use (RFC 2920, RFC 3461). */
export type Extensions = { readonly pipelining: boolean; readonly dsn: boolean }

/** Reads the answer to EHLO. */
export function readExtensions(ehlo: string): Extensions {
  return { pipelining: /^250[ -]PIPELINING\s*$/im.test(ehlo), dsn: /^250[ -]DSN\s*$/im.test(ehlo) }
}

/**
 * Goes as far as the server's readiness for the message. Undefined: it is ready. Else its refusal, and whether the
 * connection is clean for the next message.
 * @throws Error for an address that would say something else, and where the connection ends before any refusal
 */
export async function announce(
  dialogue: Dialogue,
  envelope: Envelope,
  extensions: Extensions,
): Promise<{ refusal: Reply; isClean: boolean } | undefined> {
  const commands = commandsOf(envelope, extensions)
  if (extensions.pipelining) dialogue.say(commands.join(''), commands.length)
  for (const [index, command] of commands.entries()) {
    if (!extensions.pipelining) dialogue.say(command, 1)
    const reply = await dialogue.answer()
    if (isAccepted(reply, command)) continue
    const owed = extensions.pipelining ? commands.length - 1 - index : 0
    return { refusal: reply, isClean: reply.status !== 421 && (await isReset(dialogue, owed)) }
  }
  return undefined
}

const data = 'DATA\r\n'

function commandsOf({ from, to, id }: Envelope, { dsn }: Extensions): string[] {
  for (const address of [from, to]) if (!ADDRESS.test(address)) throw new Error('An address is not valid')
  const wishes = dsn && id ? ` RET=HDRS ENVID=${xtext(id)}` : ''
  const report = dsn && id ? ` NOTIFY=FAILURE,DELAY ORCPT=rfc822;${xtext(to)}` : ''
  return [`MAIL FROM:<${from}>${wishes}\r\n`, `RCPT TO:<${to}>${report}\r\n`, data]
}

/** Nothing that ends a path or a command. */
const ADDRESS = /^[!-;=?-~]+$/

/** RFC 3461 4. */
function xtext(text: string): string {
  return text.replace(/[^!-*,-<>-~]/g, (character) => {
    const code = character.charCodeAt(0)
    return `+${code.toString(16).toUpperCase().padStart(2, '0')}`
  })
}

function isAccepted({ status }: Reply, command: string): boolean {
  return command === data ? status === 354 : status >= 200 && status < 300
}

/**
 * Ends a transaction that was refused. A server that wants the message all the same (RFC 2920 3.1) gets none, and no dot
 * either.
 */
async function isReset(dialogue: Dialogue, owed: number): Promise<boolean> {
  try {
    for (let count = 0; count < owed; count += 1) {
      const { status } = await dialogue.answer()
      if (status === 354 || status === 421) return false
    }
    dialogue.say('RSET\r\n', 1)
    return (await dialogue.answer()).status === 250
  } catch {
    // It ended; the refusal is known.
    return false
  }
}
