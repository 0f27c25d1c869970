import { readSentences, type Sentence } from './words.ts'

/** A sentence of a paper, the field it stands in, and how much a word in it says about what the paper is about. */
export type Passage = {
  readonly words: Sentence
  readonly text: string
  readonly weight: number
  readonly inTitle: boolean
}

export type PaperText = {
  readonly title: string
  readonly abstract: string
  readonly categories: readonly string[]
}

/** The title names the subject; "we propose …" says what was done; what comes before it is mostly motivation. */
const TITLE_WEIGHT = 2.5
const CONTRIBUTION_WEIGHT = 1.4
const BODY_WEIGHT = 1
const BACKGROUND_WEIGHT = 0.7

/** Longer fields are cut: no real title or abstract comes near, and the cost of a hostile one stays bounded. */
const TITLE_LIMIT = 1_000
const ABSTRACT_LIMIT = 8_000

const CONTRIBUTION_VERBS = new Set(
  'propos introduc present develop studi investig explor design describ releas build argu address aim show examin conduct demonstr'.split(
    ' ',
  ),
)
const CONTRIBUTION_NOUNS = new Set('paper work study survey article thesis approach method report'.split(' '))

/** The sentences of a paper with their weights, title first; sentences that only say where the code is are left out. */
export function readPassages(stem: (word: string) => string, paper: PaperText): readonly Passage[] {
  const title = paper.title.slice(0, TITLE_LIMIT)
  const abstract = paper.abstract.slice(0, ABSTRACT_LIMIT)
  const sentences = readSentences(stem, abstract).filter((words) => !isNotice(words))
  const first = sentences.findIndex(isContribution)
  return [
    ...readSentences(stem, title).map((words) => ({
      words,
      text: title,
      weight: TITLE_WEIGHT,
      inTitle: true,
    })),
    ...sentences.map((words, position) => {
      const weight =
        position < first ? BACKGROUND_WEIGHT : isContribution(words) ? CONTRIBUTION_WEIGHT : BODY_WEIGHT
      return { words, text: abstract, weight, inTitle: false }
    }),
  ]
}

function isContribution(words: Sentence): boolean {
  return words.some(({ lower }, index) => {
    if (lower === 'we' || lower === 'paper')
      return words.slice(index + 1, index + 4).some(({ stem }) => CONTRIBUTION_VERBS.has(stem))
    return (lower === 'this' || lower === 'our') && CONTRIBUTION_NOUNS.has(words[index + 1]?.lower ?? '')
  })
}

/** "Code is available at https://…": its words (code, data, video, page) are no subject. */
function isNotice(words: Sentence): boolean {
  if (words.length > 25) return false
  if (words.some(({ lower }) => lower === 'https' || lower === 'http' || lower === 'github')) return true
  return (
    words.length <= 14 &&
    words.some(({ stem }) => stem === 'avail') &&
    words.some(({ stem }) => /^(code|websit|page|project)$/.test(stem))
  )
}
