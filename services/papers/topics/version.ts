import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const files = ['topic-rules.json', 'topic-model.json', 'topics.json']
/** Raised by hand when the code decides otherwise from the same files. */
const codeVersion = '1'

/** Names the rules, weights and topics that papers are classified by: other ones, another name. */
export function readTopicVersion(): string {
  const hash = createHash('sha256').update(codeVersion)
  for (const file of files) hash.update(readFileSync(new URL(`../data/${file}`, import.meta.url)))
  return hash.digest('hex').slice(0, 16)
}
