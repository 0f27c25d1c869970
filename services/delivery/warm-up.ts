// A new sender that begins at full speed is taken for a spammer. This is the curve of Ghost's own sending: 200 messages
// on the first day, a thousand times as many after six weeks.
const firstDay = 200
const dailyGrowth = 1000 ** (1 / 42)
const endsAfterDays = 42

/** Messages a sender may send on the day of `now` who began on `startedOn` (YYYY-MM-DD, UTC); undefined when the curve is over. */
export function warmUpLimit(startedOn: string, now: Date): number | undefined {
  const days = Math.floor((now.getTime() - Date.parse(`${startedOn}T00:00:00Z`)) / 86_400_000)
  if (days >= endsAfterDays) return undefined
  if (days < 0) return 0
  return Math.round(firstDay * dailyGrowth ** days)
}

/** The limit as a setting of the sender: none where no first day is given. */
export function warmUpOf(startedOn: string | undefined): { warmUpLimit?: (now: Date) => number | undefined } {
  return startedOn === undefined ? {} : { warmUpLimit: (now) => warmUpLimit(startedOn, now) }
}
