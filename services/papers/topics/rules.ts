import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readSentences } from './words.ts'

/** One phrase of one topic: `topic` is the place in the list of topics; weight 0 only hides shorter phrases inside it. */
export type Rule = { readonly topic: number; readonly phrase: string; readonly weight: number }

/** A step in the tree of phrases: words lead on, `rules` end here. */
export type RuleNode = { readonly next: Map<string, RuleNode>; readonly rules: Rule[] }

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
 * written with a leading "=", only in exactly that form.
 */
export function growRuleTree(
  stem: (word: string) => string,
  slugs: readonly string[],
  rules: Readonly<Record<string, TopicRules>>,
): RuleNode {
  const root: RuleNode = { next: new Map(), rules: [] }
  for (const [topic, slug] of slugs.entries()) {
    for (const [weight, phrases] of Object.entries(rules[slug]?.phrases ?? {})) {
      for (const phrase of phrases)
        plant(root, phraseKeys(stem, phrase), { topic, phrase, weight: Number(weight) })
    }
  }
  return root
}

function phraseKeys(stem: (word: string) => string, phrase: string): readonly string[] {
  return phrase.split(' ').flatMap((part) => {
    if (part.startsWith('=')) return [part]
    return readSentences(stem, part)
      .flat()
      .map((word) => word.stem)
  })
}

function plant(root: RuleNode, keys: readonly string[], rule: Rule): void {
  let node = root
  for (const key of keys) {
    const known = node.next.get(key)
    const next = known ?? { next: new Map<string, RuleNode>(), rules: [] }
    if (known === undefined) node.next.set(key, next)
    node = next
  }
  node.rules.push(rule)
}
