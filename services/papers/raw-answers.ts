import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Db } from '../platform/db/connect.ts'
import type { FetchResult, HttpClient } from '../platform/http-client/http-client.ts'
import { HttpClientError } from '../platform/http-client/http-client-error.ts'
import { findRawAnswer, saveRawAnswer } from './raw-answer-store.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Ten times arXiv's fullest page; what is larger is kept by nobody. */
const mostBytes = 16 * 1024 * 1024

type Answer = Extract<FetchResult<string | Buffer>, { status: 'ok' }>

/** The same client, which also keeps each answer as it came, gzipped, under the run that asked for it. */
export function recordAnswers(
  deps: { readonly db: Pick<Db, 'execute'>; readonly http: HttpClient; readonly now: () => Date },
  run: { readonly runId: number },
): HttpClient {
  const keep = async ({ body, contentType }: Answer, url: string) => {
    const packed = await compress(body)
    if (packed.length > mostBytes) return
    // Text is kept as UTF-8, whatever it came in.
    const type = typeof body === 'string' ? contentType.replace(/;.*$/s, '; charset=utf-8') : contentType
    await saveRawAnswer(deps.db, {
      runId: run.runId,
      url,
      fetchedAt: deps.now(),
      contentType: type,
      body: packed,
    })
  }
  return {
    fetchText: async (url, options) => {
      const result = await deps.http.fetchText(url, options)
      if (result.status === 'ok') await keep(result, url)
      return result
    },
    fetchBytes: async (url, options) => {
      const result = await deps.http.fetchBytes(url, options)
      if (result.status === 'ok') await keep(result, url)
      return result
    },
    close: deps.http.close,
  }
}

/**
 * A client that answers from what a run was answered, and asks nobody. The same address asked again gets the next answer
 * it got then; an address that was not answered fails as it may have failed then.
 */
export function replayAnswers(db: Pick<Db, 'execute'>, run: { readonly runId: number }): HttpClient {
  const taken = new Map<string, number>()
  const answer = async (url: string): Promise<{ url: string; contentType: string; body: Buffer }> => {
    const place = taken.get(url) ?? 0
    taken.set(url, place + 1)
    const kept = await findRawAnswer(db, { runId: run.runId, url, place })
    if (kept === undefined) throw new HttpClientError('HTTP_NETWORK', 'no answer of this run was kept')
    return { url, contentType: kept.contentType, body: await decompress(kept.body) }
  }
  return {
    fetchBytes: async (url) => ({ ...(await answer(url)), status: 'ok' }),
    fetchText: async (url) => {
      const kept = await answer(url)
      return { ...kept, status: 'ok', body: kept.body.toString('utf8') }
    },
    close: async () => undefined,
  }
}
