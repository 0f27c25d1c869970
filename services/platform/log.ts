import { type DestinationStream, type Logger, pino } from 'pino'

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

/** pino with a redaction net: addresses and tokens have no business in a log, this catches the slip. */
export function buildLog(level: string, destination?: DestinationStream): Log {
  const paths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const options = {
    level,
    redact: { paths, censor: '[hidden]' },
    base: { pid: process.pid },
    serializers: { err: describeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** An error for a log line: what it is and where, without the addresses that servers like to quote. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: hideAddresses(String(error)) }
  const code = 'code' in error ? error.code : undefined
  const cause = error.cause === undefined ? undefined : describeError(error.cause)
  return {
    type: error.name,
    message: hideAddresses(error.message),
    code,
    cause,
    stack: hideAddresses(error.stack ?? ''),
  }
}

/** The text with every mail address replaced by `…@domain`. */
export function hideAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),:;@]{1,64}@(?=[\p{L}\p{N}.-]{1,255})/gu, '…@')
}
