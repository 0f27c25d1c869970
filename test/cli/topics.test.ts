import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cli } from './run-cli.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-topics-'))
  file = join(folder, 'labelled.jsonl.gz')
  const lines = [
    paper('dev', 'Automatic speech recognition for children', ['speech-audio']),
    paper('round3-test', 'Dexterous manipulation with a humanoid robot', ['robotics']),
    paper('sketch3-test', 'Machine translation for low-resource African languages', ['biomedical']),
  ]
  await writeFile(file, gzipSync(lines.join('\n')))
})

afterAll(() => rm(folder, { recursive: true }))

function paper(set: string, title: string, topics: readonly string[]): string {
  return JSON.stringify({ set, id: null, published: null, title, abstract: '', categories: [], topics })
}

describe('topics evaluate', () => {
  it('shows each set in a row, and whether it is blind, below the figures of all', async () => {
    const { code, out } = await cli(['topics', 'evaluate', file])
    expect(code).toBe(0)
    expect(out).toContain('all: 3 papers')
    expect(out).toMatch(/^set +papers +micro P +R +F1 +macro P +R +F1 +use$/m)
    expect(out).toMatch(/^dev +1( +1\.00){6} +development$/m)
    expect(out).toMatch(/^round3-test +1( +1\.00){6} +blind$/m)
    expect(out).toMatch(/^sketch3-test +1( +0\.00){6} +blind$/m)
  })

  it('takes the blind sets together, or one set, without the rows', async () => {
    const blind = await cli(['topics', 'evaluate', file, '--blind'])
    expect(blind.out).toContain('all: 2 papers')
    expect(blind.out).not.toContain('development')
    const dev = await cli(['topics', 'evaluate', file, '--set', 'dev'])
    expect(dev.out).toContain('all: 1 papers')
  })

  it('gives the rows as JSON too', async () => {
    const { out } = await cli(['topics', 'evaluate', file, '--json'])
    const Row = z.looseObject({ set: z.string(), papers: z.number(), blind: z.boolean() })
    const { sets } = z.looseObject({ sets: z.array(Row) }).parse(JSON.parse(out))
    expect(sets.map(({ set, blind }) => [set, blind])).toEqual([
      ['dev', false],
      ['round3-test', true],
      ['sketch3-test', true],
    ])
  })

  it.each([
    [['--set', 'nope'], 'no paper of the set nope. The sets are: dev, round3-test, sketch3-test'],
    [['--set', 'dev', '--blind'], 'cannot be used with'],
  ])('refuses %j', async (options, message) => {
    const { code, err } = await cli(['topics', 'evaluate', file, ...options])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
