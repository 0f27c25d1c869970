import { readSentences, type Sentence } from './words.ts'

/** A sentence of a paper and how much a word in it says about what the paper is about. */
export type Passage = { readonly words: Sentence; readonly weight: number }

export type PaperText = {
  readonly title: string
  readonly abstract: string
  readonly categories: readonly string[]
}

/** The title names the subject; "we propose …" says what was done; what comes before it is mostly motivation. */
const TITLE_WEIGHT = 2.5
const CONTRIBUTION_WEIGHT = 1.4
const BACKGROUND_WEIGHT = 0.7
const BODY_WEIGHT = 1

/** Longer fields are cut: no real title or abstract comes near, and the cost of a hostile one stays bounded. */
const TITLE_LIMIT = 1_000
const ABSTRACT_LIMIT = 8_000

const CONTRIBUTION_VERBS = new Set(
  'propos introduc present develop studi investig explor design describ releas build argu address aim show examin conduct demonstr'.split(
    ' ',
  ),
)

/** The sentences of a paper with their weights, title first; sentences that only say where code is are left out. */
export function readPassages(stem: (word: string) => string, paper: PaperText): readonly Passage[] {
  const title = readSentences(stem, paper.title.slice(0, TITLE_LIMIT)).map((words) => ({
    words,
    weight: TITLE_WEIGHT,
  }))
  const abstract = readSentences(stem, paper.abstract.slice(0, ABSTRACT_LIMIT)).filter(
    (words) => !isNotice(words),
  )
  const first = abstract.findIndex(isContribution)
  return [
    ...title,
    ...abstract.map((words, position) => ({ words, weight: bodyWeight(words, position, first) })),
  ]
}

function bodyWeight(words: Sentence, position: number, firstContribution: number): number {
  if (position < firstContribution) return BACKGROUND_WEIGHT
  return isContribution(words) ? CONTRIBUTION_WEIGHT : BODY_WEIGHT
}

function isContribution(words: Sentence): boolean {
  return words.some((word, index) => {
    if (word.lower === 'we' || word.lower === 'paper')
      return words.slice(index + 1, index + 4).some((next) => CONTRIBUTION_VERBS.has(next.stem))
    return (
      (word.lower === 'this' || word.lower === 'our') &&
      /^(paper|work|study|survey|article|thesis|approach|method)$/.test(words[index + 1]?.lower ?? '')
    )
  })
}

/** "Code is available at https://…": its words (code, data, video, page) are no subject. */
function isNotice(words: Sentence): boolean {
  if (words.length > 25) return false
  return (
    words.some(({ lower }) => lower === 'https' || lower === 'http' || lower === 'github') ||
    isReleaseNote(words)
  )
}

function isReleaseNote(words: Sentence): boolean {
  return (
    words.length <= 14 &&
    words.some(({ stem }) => stem === 'avail') &&
    words.some(({ stem }) => /^(code|websit|page|project)$/.test(stem))
  )
}
