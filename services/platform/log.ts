import { type DestinationStream, type Logger, pino } from 'pino'
import { openLogStream } from './log-stream.ts'

export type Log = Logger

// Keys that carry an address or a secret wherever they stand; a value under one of them never reaches a line.
const secretKeys = [
  'email',
  'address',
  'to',
  'recipient',
  'token',
  'authorization',
  'cookie',
  'password',
  'secret',
]

/**
 * pino with a net: addresses and tokens have no business in a log, this catches the slip on the finished line. It goes to
 * standard output where no destination is given.
 */
export function buildLog(level: string, destination: DestinationStream = openLogStream()): Log {
  const paths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const options = {
    level,
    redact: { paths, censor: '[hidden]' },
    base: { pid: process.pid },
    serializers: { err: describeError },
    hooks: { streamWrite: hideSecrets },
  }
  return pino(options, destination)
}

// Enough for every real chain, and an end for one that bites its tail.
const mostCauses = 5

/** An error for a log line: what it is and where, without the addresses that servers like to quote. */
export function describeError(error: unknown): Record<string, unknown> {
  return describe(error, mostCauses)
}

function describe(error: unknown, causesLeft: number): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: hideAddresses(String(error)) }
  const code = 'code' in error ? error.code : undefined
  const hasCause = error.cause !== undefined && causesLeft > 0
  const cause = hasCause ? describe(error.cause, causesLeft - 1) : undefined
  return {
    type: error.name,
    message: hideAddresses(error.message),
    code,
    cause,
    stack: hideAddresses(error.stack ?? ''),
  }
}

// An escape of JSON (`\n`, `\u000a`) is kept whole, or the line would no longer parse.
const escapeOrLocalPart = /(\\(?:u[0-9a-f]{4}|.))|[^\s<>"'(),:;@\\]{1,64}@(?=[\p{L}\p{N}.-]{1,255})/giu

/** The text, plain or JSON, with every mail address replaced by `…@domain`. */
export function hideAddresses(text: string): string {
  return text.replace(escapeOrLocalPart, (_, escaped: string | undefined) => escaped ?? '…@')
}

// The two forms that open something: a signed link of links.ts, and 32 random bytes in base64url.
const tokens = /(?<![\w-])(?:[\w-]{6}\.[\w-]+\.[\w-]{32}|[\w-]{43})(?![\w-])/g

function hideSecrets(line: string): string {
  return hideAddresses(line).replace(tokens, '[token]')
}
