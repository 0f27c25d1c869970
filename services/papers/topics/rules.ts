import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readSentences } from './words.ts'

/** One phrase of one topic: `topic` is the place in the list of topics; weight 0 only hides shorter phrases inside it. */
export type Rule = { readonly topic: number; readonly phrase: string; readonly weight: number }

/** A step in the tree of phrases: words lead on by stem, in one exact form, or after some words of any kind; `rules` end here. */
export type RuleNode = {
  readonly stems: Map<string, RuleNode>
  readonly exact: Map<string, RuleNode>
  afterGap: RuleNode | undefined
  anyNumber: RuleNode | undefined
  readonly rules: Rule[]
}

/** In a phrase: up to eight words of the same sentence may stand here. */
const GAP = '~'
/** In a phrase: any number stands here. */
const NUMBER = '#'

const topicRulesSchema = z.strictObject({
  categories: z.record(z.string(), z.number()).default({}),
  phrases: z.record(z.string().regex(/^-?\d+(\.\d+)?$/), z.array(z.string().min(1))),
})

export type TopicRules = z.infer<typeof topicRulesSchema>

/** The phrases and category priors of data/topic-rules.json by slug. Throws a ZodError when the file is not well formed. */
export function loadRules(): Readonly<Record<string, TopicRules>> {
  const file = new URL('../data/topic-rules.json', import.meta.url)
  return z.record(z.string(), topicRulesSchema).parse(JSON.parse(readFileSync(file, 'utf8')))
}

/**
 * All phrases as one tree, so that a paper is read once whatever the number of rules. A word matches by its stem;
 * written with a leading "=", only in exactly that form ("=benchmark" is not "benchmarks"); "introduce ~ =benchmark"
 * also finds "introduce Foo, the first benchmark"; "# pairs" finds "52k pairs" and "1.5 million pairs".
 */
export function growRuleTree(
  stem: (word: string) => string,
  slugs: readonly string[],
  rules: Readonly<Record<string, TopicRules>>,
): RuleNode {
  const root = emptyNode()
  for (const [topic, slug] of slugs.entries()) {
    for (const [weight, phrases] of Object.entries(rules[slug]?.phrases ?? {})) {
      for (const phrase of phrases)
        endOf(root, stem, phrase).rules.push({ topic, phrase, weight: Number(weight) })
    }
  }
  return root
}

/** The node where a phrase ends, with all steps to it grown. */
function endOf(root: RuleNode, stem: (word: string) => string, phrase: string): RuleNode {
  return phrase.split(' ').reduce((node, part) => {
    if (part === GAP) {
      node.afterGap ??= emptyNode()
      return node.afterGap
    }
    if (part === NUMBER) {
      node.anyNumber ??= emptyNode()
      return node.anyNumber
    }
    if (part.startsWith('=')) return step(node.exact, part.slice(1))
    return readSentences(stem, part)
      .flat()
      .reduce((reached, word) => step(reached.stems, word.stem), node)
  }, root)
}

function step(branches: Map<string, RuleNode>, key: string): RuleNode {
  const next = branches.get(key) ?? emptyNode()
  branches.set(key, next)
  return next
}

function emptyNode(): RuleNode {
  return { stems: new Map(), exact: new Map(), afterGap: undefined, anyNumber: undefined, rules: [] }
}
