import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

const writer = fileURLToPath(new URL('./log-beyond-limit.ts', import.meta.url))
const Line = z.object({ msg: z.string() })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the writer with its log in `file`, which may grow to four kilobytes. */
function writeTo(file: string) {
  const run = `ulimit -S -f 8; exec "${process.execPath}" --import tsx "${writer}"`
  const { status, stderr } = spawnSync('sh', ['-c', run], { stdio: ['ignore', openSync(file, 'a'), 'pipe'] })
  return { status, stderr: stderr.toString() }
}

test('a disk that is full ends no process', () => {
  expect(writeTo('/dev/full')).toEqual({ status: 0, stderr: '' })
})

test('when there is room again the log goes on, and the line that was cut off spoils no other', () => {
  const file = path.join(folder, 'log')
  expect(writeTo(file)).toEqual({ status: 0, stderr: '' })
  const lines = readFileSync(file, 'utf8').split('\n')
  const cut = lines.findIndex((line) => !line.endsWith('}'))
  expect(cut).toBeGreaterThan(10)
  expect(cut).toBeLessThan(90)
  const whole = lines.filter((line, place) => place !== cut && line !== '')
  expect(whole.map((line) => Line.parse(JSON.parse(line)).msg).at(-1)).toBe('room again')
})
