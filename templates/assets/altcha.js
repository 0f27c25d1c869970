// Solves a challenge of ALTCHA 2 (PBKDF2/SHA-256) in workers. Their own widget would be twice all that a page here weighs.
const isWorker = typeof WorkerGlobalScope !== 'undefined' && self instanceof WorkerGlobalScope
const giveUpAfterMs = 30_000

if (isWorker) {
  self.onmessage = async ({ data: { challenge, first, step } }) => {
    self.postMessage(await search(challenge.parameters, first, step))
  }
}

/** The payload for the field `altcha`. Rejects when the browser lacks what it takes or half a minute was not enough. */
export async function solveChallenge(challenge) {
  const count = Math.min(4, navigator.hardwareConcurrency || 1)
  const workers = Array.from({ length: count }, () => new Worker(import.meta.url, { type: 'module' }))
  let timer
  try {
    const searches = workers.map(
      (worker, first) =>
        new Promise((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = reject
          worker.postMessage({ challenge, first, step: count })
        }),
    )
    const tooLong = new Promise((_, reject) => {
      timer = setTimeout(reject, giveUpAfterMs)
    })
    return btoa(JSON.stringify({ challenge, solution: await Promise.race([...searches, tooLong]) }))
  } finally {
    clearTimeout(timer)
    for (const worker of workers) worker.terminate()
  }
}

/** Tries the counters first, first + step, … until a key begins with the prefix. */
async function search({ nonce, salt, cost, keyLength, keyPrefix }, first, step) {
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0])
  const view = new DataView(password.buffer)
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost }
  for (let counter = first; ; counter += step) {
    view.setUint32(password.length - 4, counter)
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const derivedKey = hex(await crypto.subtle.deriveBits(derivation, key, keyLength * 8))
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey }
  }
}

function bytes(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16))
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
