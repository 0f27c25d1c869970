import type { Words } from '../platform/locales/words.ts'
import { oneLine } from '../platform/mail/one-line.ts'
import { cutAtWord } from './render-cuts.ts'

/** Phones show some 40 characters, desktop clients some 80; spam rules frown on more. */
const MAX_SUBJECT_CHARACTERS = 80

/** A new conversation must not look like an answer to one; clients would also thread it with strangers. */
const REPLY_PREFIX = /^(?:(?:re|fwd?|aw|wg)\s*(?:\[\d+\])?\s*[:：]\s*)+/iu

const EMOJI =
  /(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3|[\u{1f000}-\u{1faff}])[\u200d\ufe0f\u20e3\p{Emoji_Modifier}]*/gu

/** The lead paper's title, then how many follow: at most 80 characters, one line, no emoji, never "Re:" or "Fwd:". */
export function digestSubject(words: Words, leadTitle: string, paperCount: number): string {
  const rest = paperCount - 1
  const suffix = rest > 0 ? ` ${words.count('mail-more', rest)}` : ''
  return cutAtWord(plainTitle(words, leadTitle), MAX_SUBJECT_CHARACTERS - suffix.length) + suffix
}

function plainTitle({ say }: Words, title: string): string {
  const plain = oneLine(oneLine(title).replace(EMOJI, '')).replace(REPLY_PREFIX, '')
  return plain === '' ? say('untitled-paper') : plain
}
