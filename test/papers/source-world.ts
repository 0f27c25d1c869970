import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { listSourceHealth, runSource } from '../../services/papers/run-source.ts'
import { buildArxivRssSource } from '../../services/papers/sources/arxiv-rss.ts'
import { buildHuggingFaceSource } from '../../services/papers/sources/hugging-face.ts'
import { createTestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers } from './ingest-samples.ts'
import { buildTestClient, type Handler, serve } from './sources/serve.ts'

const fixture = (name: string) => readFileSync(new URL(`sources/fixtures/${name}`, import.meta.url), 'utf8')

export const day = fixture('hugging-face-day.json')
export const feed = fixture('arxiv-rss.xml')
export const emptyFeed = fixture('arxiv-rss-empty.xml')
export const minutes = (count: number) => count * 60_000

export const wholeDay: Handler = (request, response) =>
  response.end(request.url?.includes('date=2026-11-23') && request.url.endsWith('&p=0') ? day : '[]')

/** As many papers as a category has that is never silent by chance. */
export function batch(from: number): string {
  const [head = '', first = ''] = feed.split('<item>')
  const [item = ''] = first.split('</item>')
  const one = (n: number) => item.replaceAll(/2611\.\d{5}/g, `2611.${String(from + n).padStart(5, '0')}`)
  return `${head}${Array.from({ length: 25 }, (_, n) => `<item>${one(n)}</item>`).join('')}</channel></rss>`
}

/** Real Postgres and a real server that answers as the test says; it is Monday, 23 November 2026, 12:00 UTC. */
export async function createSourceWorld() {
  const database = await createTestDatabase()
  const world = {
    db: database.db,
    at: new Date(0),
    stop: new AbortController(),
    answer: wholeDay,
    server: await serve((request, response) => world.answer(request, response)),
    later: (ms: number) => {
      world.at = new Date(world.at.getTime() + ms)
    },
    reset: async () => {
      world.at = new Date('2026-11-23T12:00:00Z')
      world.stop = new AbortController()
      await clearPapers(database.db)
      await database.db.execute(
        sql`truncate source_runs, source_parts, raw_answers, fetch_hosts restart identity`,
      )
    },
    deps: () => ({
      db: database.db,
      classify: classifyByTitle,
      http,
      now: () => world.at,
      signal: world.stop.signal,
    }),
    readPage: () =>
      runSource({ ...world.deps(), source: buildHuggingFaceSource({ baseUrl: world.server.url }) }),
    readFeeds: (...categories: string[]) =>
      runSource({
        ...world.deps(),
        source: buildArxivRssSource({ baseUrl: world.server.url, categories }),
      }),
    healthOf: async (name: string) => (await listSourceHealth(database.db, [name], world.at))[0],
    close: async () => {
      await http.close()
      await world.server.close()
      await database.close()
    },
  }
  const http = buildTestClient([world.server], () => world.at)
  return world
}

export type SourceWorld = Awaited<ReturnType<typeof createSourceWorld>>
