import { newStemmer } from 'snowball-stemmers'

/** Beyond this many distinct words the memory is emptied: a hostile feed must not fill the heap. */
const MEMORY_WORDS = 50_000
/** A longer run of letters is no word; the stemmer's cost grows with its length. */
const LONGEST_STEMMED = 40

/** Words that Snowball folds together although the topics turn on the difference. */
const OWN_STEMS = new Map(
  Object.entries({
    tokenizer: [
      'tokenization',
      'tokenizations',
      'tokenize',
      'tokenized',
      'tokenizes',
      'tokenizing',
      'tokenizer',
      'tokenizers',
      'detokenizer',
    ],
    organization: ['organization', 'organizations', 'organize', 'organized', 'organizing'],
    animal: ['animal', 'animals'],
    animation: ['animation', 'animations', 'animate', 'animated', 'animatable', 'animating'],
    physician: ['physician', 'physicians'],
    university: ['university', 'universities'],
    generative: ['generative', 'generatively'],
    news: ['news'],
    reward: ['reward', 'rewards', 'rewarding'],
    agent: ['agent', 'agents'],
    agentic: ['agentic'],
  }).flatMap(([stem, words]) => words.map((word): [string, string] => [word, stem])),
)

/** Spellings of the British Isles and joined forms, brought to the form the rules are written in. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [
    /^(token|quant|optim|general|special|summar|visual|local|personal|character|organ|synthes|recogn|hallucin|util|penal|stabil|vector|regular|normal)is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)/,
    '$1iz',
  ],
  [/^(colo|behavio|labe)u?(r|l)l?(?=(?:|s|ed|ing|al)$)/, '$1$2'],
  [/^model(?:l)(?=(?:ed|ing|er|ers)$)/, 'model'],
]

/** A function from a lower-case word to its stem; it remembers what it has seen. */
export function buildStemmer(): (word: string) => string {
  const english = newStemmer('english')
  const memory = new Map<string, string>()
  return (word) => {
    const known = memory.get(word)
    if (known !== undefined) return known
    if (memory.size >= MEMORY_WORDS) memory.clear()
    const stem = stemOf(english, word)
    memory.set(word, stem)
    return stem
  }
}

function stemOf(english: { stem(word: string): string }, word: string): string {
  if (word.length > LONGEST_STEMMED || !/^[a-z0-9]+$/.test(word)) return word
  const spelt = SPELLINGS.reduce((form, [pattern, replacement]) => form.replace(pattern, replacement), word)
  const own = OWN_STEMS.get(spelt)
  if (own !== undefined) return own
  // Snowball keeps the plural of an acronym without a vowel ("llms"), where English readers do not.
  const singular = /^[bcdfghjklmnpqrtvwxz0-9]{2,6}s$/.test(spelt) ? spelt.slice(0, -1) : spelt
  return english.stem(singular)
}
