import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type ReadRecord, readRecords } from '../../services/papers/read-records.ts'

const paper = (title: string, more: object = {}) => ({ title, abstract: 'We study it.', ...more })

async function read(content: string | Buffer, chunkBytes = 7): Promise<ReadRecord[]> {
  const answers: ReadRecord[] = []
  for await (const answer of readRecords(chunks(Buffer.from(content), chunkBytes))) answers.push(answer)
  return answers
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** `1 Title` for a paper, `2: reason` for a rejection. */
function shown(answers: readonly ReadRecord[]): string[] {
  return answers.map((a) => ('record' in a ? `${a.line} ${a.record.title}` : `${a.line}: ${a.rejected}`))
}

const lines = (...values: unknown[]) =>
  values.map((v) => (typeof v === 'string' ? v : JSON.stringify(v))).join('\n')

describe('forms of a file', () => {
  test.each([
    ['JSON lines', lines(paper('A'), paper('B')), ['1 A', '2 B']],
    [
      'JSON lines with BOM, CRLF and blank lines',
      `\ufeff${JSON.stringify(paper('A'))}\r\n\r\n${JSON.stringify(paper('B'))}\r\n`,
      ['1 A', '3 B'],
    ],
    ['an array', JSON.stringify([paper('A'), paper('B')]), ['1 A', '2 B']],
    [
      'an array written for people',
      JSON.stringify([paper('A, [b] {c} "d" \\'), paper('B')], null, 2),
      ['1 A, [b] {c} "d" \\', '2 B'],
    ],
    ['one object', JSON.stringify(paper('A')), ['1 A']],
    ['one object over many lines', JSON.stringify(paper('A'), null, 2), ['1 A']],
    ['an empty array', ' [ ]\n', []],
    ['an empty file', '', []],
    ['only blank lines', '\n \n', []],
  ])('%s is read, plain and gzipped', async (_form, content, expected) => {
    expect(shown(await read(content))).toEqual(expected)
    expect(shown(await read(content, 1))).toEqual(expected)
    expect(shown(await read(gzipSync(content), 3))).toEqual(expected)
  })

  test('gzip files written one after another are one file', async () => {
    const both = Buffer.concat([
      gzipSync(`${JSON.stringify(paper('A'))}\n`),
      gzipSync(JSON.stringify(paper('B'))),
    ])
    expect(shown(await read(both))).toEqual(['1 A', '2 B'])
  })

  test("Hugging Face's daily papers are read", async () => {
    const item = {
      paper: {
        id: '2611.00001',
        title: 'A',
        summary: 'We\nstudy.',
        authors: [{ name: 'A. Bee' }, { name: 'H', hidden: true }],
        upvotes: 6,
        githubRepo: 'o/r',
        githubStars: 12,
      },
      numComments: 1,
    }
    const [answer] = await read(JSON.stringify([item]))
    expect(answer).toMatchObject({
      record: {
        canonicalId: 'arxiv:2611.00001',
        abstract: 'We study.',
        authors: ['A. Bee'],
        codeUrl: 'https://github.com/o/r',
        counters: { upvotes: 6, comments: 1, stars: 12 },
      },
    })
  })
})

describe('bad records', () => {
  test.each([
    ['a missing title', { abstract: 'x' }, 'title is missing'],
    ['a blank title', { title: ' ', abstract: 'x' }, 'title is missing'],
    ['a title that is no text', { title: 5, abstract: 'x' }, 'title is not text'],
    ['a title of tags only', { title: '<p></p>', abstract: 'x' }, 'title is missing'],
    ['no abstract', { title: 'x' }, 'abstract is missing'],
    ['a date that is none', paper('x', { published: 'abc' }), 'published is not a date: "abc"'],
    [
      'a day that does not exist',
      paper('x', { updated: '2026-02-30' }),
      'updated is not a date: "2026-02-30"',
    ],
    ['a script for an address', paper('x', { url: 'javascript:alert(1)' }), 'url must start with https://'],
    [
      'a data address for the code',
      paper('x', { code_url: 'data:text/html,x' }),
      'code_url must start with https://',
    ],
    [
      'an address with a password',
      paper('x', { url: 'https://a:b@x.org' }),
      'url must not carry a user name or password',
    ],
    ['votes below zero', paper('x', { upvotes: -1 }), 'upvotes is not a whole number'],
    ['authors that are a number', paper('x', { authors: 3 }), 'authors is not a list of names'],
    [
      'two faults together',
      { published: 'x' },
      'title is missing; abstract is missing; published is not a date: "x"',
    ],
    ['a number', 5, 'not an object'],
    ['null', null, 'not an object'],
  ])('%s is named, the next paper is kept', async (_fault, bad, reason) => {
    expect(shown(await read(lines(bad, paper('B'))))).toEqual([`1: ${reason}`, '2 B'])
    expect(shown(await read(JSON.stringify([bad, paper('B')])))).toEqual([`1: ${reason}`, '2 B'])
  })

  test('a line that is no JSON is named with what is wrong', async () => {
    const answers = shown(await read(lines(paper('A'), '{"title": "cut', 'garbage', paper('B'))))
    expect(answers).toEqual([
      '1 A',
      expect.stringMatching(/^2: not valid JSON: /),
      expect.stringMatching(/^3: not valid JSON: /),
      '4 B',
    ])
  })

  test('a first line that is broken does not hide the others', async () => {
    expect(shown(await read(lines('{"title": "cut",', paper('B'))))).toEqual([
      expect.stringMatching(/^1: not valid JSON/),
      '2 B',
    ])
  })

  test('a missing quote in an array costs only its own record', async () => {
    const content = `[\n{"title": "A, "abstract": "x"},\n${JSON.stringify(paper('B'))}\n]`
    expect(shown(await read(content)).at(-1)).toBe('2 B')
  })

  test('a record beyond the size limit is skipped without being held', async () => {
    const big = paper('big', { comment: 'x'.repeat(5_000) })
    for (const content of [lines(big, paper('B')), JSON.stringify([big, paper('B')])]) {
      const answers: ReadRecord[] = []
      for await (const a of readRecords(chunks(Buffer.from(content), 100), { maxRecordChars: 1_000 }))
        answers.push(a)
      expect(shown(answers)).toEqual(['1: the record is larger than 1,000 characters', '2 B'])
    }
  })
})

describe('files cut short', () => {
  const many = Array.from({ length: 200 }, (_, index) => paper(`Paper ${index} ${Math.sin(index)}`))

  test('a gzip file cut short gives the papers before the cut and says so', async () => {
    const whole = gzipSync(lines(...many))
    const answers = await read(whole.subarray(0, whole.length - 400), 1_000)
    const papers = answers.filter((a) => 'record' in a)
    expect(papers.length).toBeGreaterThan(50)
    expect(answers.at(-1)).toEqual({
      line: papers.length + 1,
      rejected: 'the gzip data ends too early; what followed is missing',
    })
  })

  test('a gzip file that lacks only its checksum is said to be cut', async () => {
    const answers = await read(gzipSync(lines(...many)).subarray(0, -8), 1_000)
    expect(answers.filter((a) => 'record' in a)).toHaveLength(200)
    expect(shown(answers).at(-1)).toMatch(/^201: the gzip data ends too early/)
  })

  test('damaged gzip data is said to be damaged, after the papers before the damage', async () => {
    const bytes = gzipSync(lines(...many))
    const middle = Math.floor(bytes.length / 2)
    bytes.fill(0xff, middle, middle + 40)
    const answers = await read(bytes, 500)
    expect(answers.filter((a) => 'record' in a).length).toBeGreaterThan(20)
    expect(shown(answers).at(-1)).toMatch(/the gzip data is damaged/)
  })

  test('an array without its end gives its papers and says so', async () => {
    expect(shown(await read(`[${JSON.stringify(paper('A'))},`))).toEqual([
      '1 A',
      '2: the file ends before the array is closed',
    ])
    expect(shown(await read(`[${JSON.stringify(paper('A'))}, {"title": "B`))).toEqual([
      '1 A',
      expect.stringMatching(/^2: not valid JSON/),
    ])
  })

  test('a gzip bomb is stopped, with flat memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20))
    const before = process.memoryUsage().rss
    const answers = await read(bomb, 64 * 1024)
    expect(shown(answers)).toEqual(['1: the gzip data swells more than 200 times, as only an attack does'])
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })
})

test('a hundred thousand records stream through flat memory', async () => {
  const record = JSON.stringify(paper('Streams', { comment: 'x'.repeat(1_000) }))
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('[')
    for (let count = 0; count < 100; count += 1) yield Buffer.from(`${record},`.repeat(1_000))
    yield Buffer.from(`${record}]`)
  }
  const before = process.memoryUsage().rss
  let read = 0
  for await (const answer of readRecords(endless())) if ('record' in answer) read += 1
  expect(read).toBe(100_001)
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
}, 60_000)
