import { setTimeout as delay } from 'node:timers/promises'
import { reasonOf, type SendOutcome } from './send-outcome.ts'
import { openLine, type SmtpLine } from './smtp-line.ts'
import type { SmtpTarget } from './smtp-settings.ts'
import type { Envelope } from './smtp-transaction.ts'

export type SmtpPool = {
  /** Sends on the next connection that is free. Never rejects, and never sends again by itself: the ledger owns retries. */
  send(envelope: Envelope, message: readonly string[]): Promise<SendOutcome>
  /** Messages under way are finished; those that wait surely did not leave. */
  close(): void
}

// Servers slow a session down after so many messages, or end it.
const messagesPerLine = 100

/**
 * At most so many connections to one server, opened on first use and kept while the server keeps them, and at most so
 * many messages begun in any second.
 */
export function buildSmtpPool(
  target: SmtpTarget,
  limits: { readonly connections: number; readonly ratePerSecond: number },
): SmtpPool {
  const state: { idle: SmtpLine[]; isClosed: boolean } = { idle: [], isClosed: false }
  const places = buildPlaces(limits.connections)
  const pace = buildPace(limits.ratePerSecond)
  // A line that the server ended while it was idle is found here, before a message is given to it.
  const takeIdle = (): SmtpLine | undefined => {
    state.idle = state.idle.filter((line) => line.isOpen())
    return state.idle.pop()
  }
  const giveBack = (line: SmtpLine) => {
    if (!line.isOpen()) return
    if (state.isClosed || line.messages() >= messagesPerLine) line.quit()
    else state.idle.push(line)
  }
  const sendNow: SmtpPool['send'] = async (envelope, message) => {
    try {
      if (state.isClosed) throw new Error('The mailer was closed')
      const line = takeIdle() ?? (await openLine(target))
      const outcome = await line.transmit(envelope, message)
      giveBack(line)
      return outcome
    } catch (error) {
      // Greeting, EHLO, STARTTLS and login are answered to us: not a word about this message, whatever the code.
      return { kind: 'unreached', reason: reasonOf(error) }
    }
  }
  return {
    send: async (envelope, message) => {
      await places.take()
      if (!state.isClosed) await pace()
      try {
        return await sendNow(envelope, message)
      } finally {
        places.give()
      }
    },
    close: () => {
      state.isClosed = true
      for (const line of state.idle) line.close()
      state.idle = []
    },
  }
}

/** So many may be taken at once; who comes later waits, in order. */
function buildPlaces(count: number): { take(): Promise<void>; give(): void } {
  const state: { free: number; waiting: (() => void)[] } = { free: count, waiting: [] }
  return {
    take: () => {
      if (state.free === 0) return new Promise((resolve) => state.waiting.push(resolve))
      state.free -= 1
      return Promise.resolve()
    },
    give: () => {
      const next = state.waiting.shift()
      if (next) next()
      else state.free += 1
    },
  }
}

/** Lets `perSecond` callers pass in a second, and holds the others until the next one. */
function buildPace(perSecond: number): () => Promise<void> {
  const state = { since: 0, passed: 0 }
  return async () => {
    for (;;) {
      const now = performance.now()
      if (now - state.since >= 1_000) {
        state.since = now
        state.passed = 0
      }
      if (state.passed < perSecond) break
      await delay(1_000 - (now - state.since))
    }
    state.passed += 1
  }
}
