import { describe, expect, test } from 'vitest'
import { type ReadRecord, readRecords } from '../../services/papers/read-records.ts'

const paper = (title: string, more: object = {}) => ({ title, abstract: 'We study it.', ...more })
const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')

async function readAll(content: string): Promise<ReadRecord[]> {
  async function* whole() {
    yield Buffer.from(content)
  }
  const answers: ReadRecord[] = []
  for await (const answer of readRecords(whole())) answers.push(answer)
  return answers
}

describe('what a record becomes', () => {
  test('dates are read unpadded and with time zones', async () => {
    const [answer] = await readAll(
      JSON.stringify(paper('x', { published: '2026-6-30', updated: '2026-07-01T22:00:00-04:00' })),
    )
    expect(answer).toMatchObject({
      record: { publishedAt: new Date('2026-06-30T00:00:00Z'), updatedAt: new Date('2026-07-02T02:00:00Z') },
    })
  })

  test.each([
    ['its abstract page', { id: '2510.02252v3' }, 'https://arxiv.org/abs/2510.02252'],
    ['its DOI', { doi: '10.1101/ABC' }, 'https://doi.org/10.1101/abc'],
    ["arXiv's title search", {}, 'https://arxiv.org/search/?query=A%20%26%20B&searchtype=title'],
    [
      'its own page, over https',
      { url: 'http://arxiv.org/abs/2510.02252v1' },
      'https://arxiv.org/abs/2510.02252v1',
    ],
  ])('a paper leads to %s', async (_where, more, url) => {
    const [answer] = await readAll(JSON.stringify(paper('A & B', more)))
    expect(answer).toMatchObject({ record: { url } })
  })

  test.each([
    ['Code: https://github.com/YanjieZe/GMR.', 'https://github.com/YanjieZe/GMR'],
    ['(see github.com/a/b_c.git), and https://huggingface.co/x/y', 'https://github.com/a/b_c'],
    ['weights at https://huggingface.co/datasets/x/y; done', 'https://huggingface.co/datasets/x/y'],
    [String.raw`at \href{https://github.com/a/b}{this URL}`, 'https://github.com/a/b'],
    ['page https://huggingface.co/papers/2510.1 and https://evil.example/github.com/a/b', undefined],
  ])('code is found in %j', async (abstract, codeUrl) => {
    const [answer] = await readAll(JSON.stringify({ title: 'x', abstract }))
    expect(answer).toMatchObject({ record: { codeUrl } })
  })

  test('a withdrawn paper is marked by its comment or abstract', async () => {
    const answers = await readAll(
      lines(
        paper('A', { comment: 'This paper has been withdrawn by the authors' }),
        { title: 'B', abstract: 'This paper has been withdrawn due to an error.' },
        paper('C', { comment: 'We discuss withdrawn drugs' }),
      ),
    )
    expect(answers.map((a) => 'record' in a && a.record.withdrawn)).toEqual([true, true, false])
  })
})
