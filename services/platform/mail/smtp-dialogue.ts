import type { Socket } from 'node:net'

/** A whole answer of the server (RFC 5321 4.2.1), its lines joined by line feeds. */
export type Reply = { readonly status: number; readonly text: string }

export type Dialogue = {
  /** Sends commands or a message; the server owes so many answers for it. */
  say(words: string | Uint8Array, answers: number): void
  /** The next answer. @throws Error with the reason where the connection ends before it */
  answer(): Promise<Reply>
  /** Whether all that was said has left us; an answer may come before. */
  isSaid(): boolean
  /** Nothing more will come, for this reason. */
  end(reason: Error): void
}

// Far more than any real answer; a server that never ends one must not fill our memory.
const mostCharacters = 64 * 1024

/** Speaks over a connection in place of whoever did so far. An answer that nobody asked for, such as a 421, ends it. */
export function openDialogue(socket: Socket): Dialogue {
  const state: { rest: string; owed: number; ended: Error | undefined } = {
    rest: '',
    owed: 0,
    ended: undefined,
  }
  const ready: Reply[] = []
  const waiting: { resolve: (reply: Reply) => void; reject: (reason: Error) => void }[] = []
  const end = (reason: Error) => {
    state.ended ??= reason
    for (const { reject } of waiting.splice(0)) reject(reason)
  }
  const giveUp = (words: string) => {
    end(new Error(words))
    socket.destroy()
  }
  const hear = (reply: Reply) => {
    state.owed -= 1
    if (state.owed < 0) return giveUp(reply.text)
    const first = waiting.shift()
    if (first) first.resolve(reply)
    else ready.push(reply)
  }
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    state.rest += chunk.toString('latin1')
    for (let match = REPLY.exec(state.rest); match; match = REPLY.exec(state.rest)) {
      state.rest = state.rest.slice(match[0].length)
      hear({ status: Number(match[1]), text: textOf(match[0]) })
    }
    if (state.rest.length > mostCharacters || NO_REPLY.test(state.rest))
      giveUp('The server does not answer as SMTP does')
  })
  return {
    end,
    isSaid: () => socket.writableLength === 0,
    say: (words, answers) => {
      state.owed += answers
      socket.write(words)
    },
    answer: () => {
      const reply = ready.shift()
      if (reply) return Promise.resolve(reply)
      if (state.ended) return Promise.reject(state.ended)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
  }
}

const REPLY = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*|\r)?\n/
/** A whole line that no answer goes on with. */
const NO_REPLY = /^(?:\d{3}-[^\n]*\n)*(?!\d{3}-)[^\n]*\n/

/** Answers are ASCII, and where they are not, most often UTF-8. */
function textOf(lines: string): string {
  const text = lines.trimEnd().replaceAll('\r\n', '\n')
  return /^[\n -~]*$/.test(text) ? text : Buffer.from(text, 'latin1').toString()
}
