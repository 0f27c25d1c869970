import { lastAnnouncementAt } from './sources/arxiv-calendar.ts'

/** When a source shows something new, so that silence can be told from a quiet day. */
export type Expectation = {
  /** Whether each part (category) has something new of its own; else the source is judged as one. */
  readonly byPart: boolean
  /** The last instant from which something new was due; between that and `now` nothing else is. */
  readonly lastDueAt: (now: Date) => Date
  /** How long after it that may still come. */
  readonly patienceMs: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const arxiv = { byPart: true, lastDueAt: lastAnnouncementAt }

/**
 * By the name of the source. arXiv's feeds follow the announcement by three to five hours, its OAI records by a day; a
 * category that has not moved twelve hours after it has missed the batch. Hugging Face lists papers through its weekdays,
 * the preprint servers a day's posts when it is over. A feed that an operator named may be slow: a month without a post.
 */
export function expectationOf(source: string): Expectation {
  if (source === 'arxiv') return { ...arxiv, patienceMs: 12 * hourMs }
  if (source === 'arxiv-oai') return { ...arxiv, patienceMs: 36 * hourMs }
  if (source === 'huggingface') return { byPart: false, lastDueAt: lastWeekday, patienceMs: 18 * hourMs }
  if (source === 'biorxiv' || source === 'medrxiv')
    return { byPart: false, lastDueAt: lastWeekday, patienceMs: 48 * hourMs }
  return { byPart: false, lastDueAt: (now) => new Date(now.getTime() - 30 * dayMs), patienceMs: 0 }
}

/** Midnight, UTC, in which the last weekday began. */
function lastWeekday(now: Date): Date {
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs
  const weekday = new Date(midnight).getUTCDay()
  return new Date(midnight - (weekday === 0 ? 2 : weekday === 6 ? 1 : 0) * dayMs)
}
