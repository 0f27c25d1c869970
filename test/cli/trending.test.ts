import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateSnapshots } from '../papers/synthetic-votes.ts'
import { cli, jsonLines } from './run-cli.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const lines = () =>
  [...generateSnapshots({ days: 8, papersADay: 20, seed: 5 })].map((one) => JSON.stringify(one))
async function file(name: string, content: readonly string[]) {
  const where = path.join(folder, name)
  await writeFile(where, content.join('\n'))
  return where
}

test('a replay tells how far each ranking agreed with the votes, without a database', async () => {
  const where = await file('votes.jsonl', lines())
  const { code, out } = await cli(['trending', 'replay', where])
  expect(code).toBe(0)
  for (const name of ['Broadsheet', 'newest first', 'raw upvotes', 'Hacker News', 'Reddit hot'])
    expect(out).toMatch(new RegExp(`^${name}( +-?\\d\\.\\d{3}){3}$`, 'm'))
  const told = jsonLines((await cli(['trending', 'replay', where, '--json'])).out)
  expect(told).toMatchObject([{ ok: true, lists: [{ name: 'day' }, { name: 'week' }] }])
})

test('a line that cannot be read is named, and too little to replay is told', async () => {
  const mixed = await cli(['trending', 'replay', await file('mixed.jsonl', ['{"paper":1}', ...lines()])])
  expect(mixed).toMatchObject({ code: 1, err: expect.stringContaining('mixed.jsonl, line 1: listedAt: ') })
  const few = await cli(['trending', 'replay', await file('few.jsonl', lines().slice(0, 3))])
  expect(few).toMatchObject({ code: 1, err: expect.stringContaining('No day can be replayed') })
})
