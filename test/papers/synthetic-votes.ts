/**
 * Votes that nobody gave: counters of papers as a daily page might show them, made up from a few plain assumptions. They
 * serve to try the replay, and to see that the score does what it is made for; they prove nothing about real readers.
 *
 * - Papers are listed on weekdays, most of them within the first ten hours.
 * - How good a paper is, is log-normal: most get a few votes, some a hundred (median 6, as on Hugging Face's page).
 * - Topics differ by how many people follow them.
 * - Votes come fast at first and fade with a half-life of about 20 hours, more by day than by night; one paper in twelve
 *   is discovered a day or two late.
 */
export function* generateSnapshots(options: {
  readonly days: number
  readonly papersADay: number
  readonly seed: number
}): Generator<Snapshot> {
  const random = buildRandom(options.seed)
  for (let day = 0; day < options.days; day += 1) {
    const midnight = Date.parse('2026-09-07T00:00:00Z') + day * dayMs
    const weekday = new Date(midnight).getUTCDay()
    if (weekday === 0 || weekday === 6) continue
    for (let paper = 0; paper < options.papersADay; paper += 1)
      yield* generatePaper(random, { id: `${day}-${paper}`, midnight })
  }
}

export type Snapshot = {
  readonly paper: string
  readonly listedAt: string
  readonly topic: string
  readonly takenAt: string
  readonly upvotes: number
  readonly comments: number
  readonly stars: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const topics = [
  ['reasoning', 2],
  ['agents', 1.6],
  ['generation', 1.2],
  ['retrieval', 0.8],
  ['speech', 0.5],
  ['tokenization', 0.3],
] as const
const halfLifeHours = 20
const readEveryHours = 2
const followedDays = 7

function* generatePaper(
  random: Random,
  { id, midnight }: { readonly id: string; readonly midnight: number },
): Generator<Snapshot> {
  const [topic, followers] = topics[Math.floor(random.uniform() ** 1.5 * topics.length)] ?? topics[0]
  const listedAt = midnight + random.uniform() ** 1.3 * 14 * hourMs
  const expected = 6.5 * followers * Math.exp(1.1 * random.normal())
  const isLate = random.uniform() < 1 / 12
  const risesAt = isLate ? 20 + 30 * random.uniform() : 0
  const hasCode = random.uniform() < 0.5
  let upvotes = 0
  let comments = 0
  let stars = hasCode ? Math.floor(Math.exp(4 + 1.5 * random.normal())) : 0
  for (let hours = 0; hours < followedDays * 24; hours += readEveryHours) {
    const takenAt = listedAt + (hours + readEveryHours) * hourMs
    const won = random.poisson(expected * shareOf({ hours, risesAt, isLate }) * wakefulness(takenAt))
    upvotes += won
    comments += random.poisson(won * 0.12)
    stars += hasCode ? random.poisson(won * 3) : 0
    const iso = (at: number) => new Date(at).toISOString()
    yield { paper: id, listedAt: iso(listedAt), topic, takenAt: iso(takenAt), upvotes, comments, stars }
  }
}

type Moment = { readonly hours: number; readonly risesAt: number; readonly isLate: boolean }

/** The part of a paper's votes that falls into the two hours from `hours` on. */
function shareOf({ hours, risesAt, isLate }: Moment): number {
  const from = hours - risesAt
  const kept = (at: number) => 0.5 ** (Math.max(0, at) / halfLifeHours)
  const burst = kept(from) - kept(from + readEveryHours)
  const steady = kept(hours) - kept(hours + readEveryHours)
  return isLate ? 0.15 * steady + 2 * burst : burst
}

function wakefulness(at: number): number {
  const hour = new Date(at).getUTCHours()
  return 1 + 0.6 * Math.cos(((hour - 15) / 24) * 2 * Math.PI)
}

type Random = { uniform(): number; normal(): number; poisson(mean: number): number }

/** mulberry32: small, and the same numbers on every machine. */
function buildRandom(seed: number): Random {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const poisson = (mean: number) => {
    let count = -1
    for (let left = mean; left >= 0; count += 1) left += Math.log(1 - uniform())
    return count
  }
  return { uniform, normal, poisson }
}
