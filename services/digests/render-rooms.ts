/** How much each paper may take of the mail; 0 leaves the part out. Lengths in UTF-16 units. */
export type PaperRoom = {
  readonly title: number
  readonly abstract: number
  readonly note: number
  readonly href: number
  readonly topics: number
  readonly topicName: number
  readonly withAuthors: boolean
  readonly withCode: boolean
  readonly withFeedback: boolean
}

export const fullRoom: PaperRoom = {
  title: 300,
  abstract: 420,
  note: 400,
  href: 1_000,
  topics: 3,
  topicName: 60,
  withAuthors: true,
  withCode: true,
  withFeedback: true,
}

/** Fits even where every character is a quote, which takes six bytes as an entity. */
export const leastRoom: PaperRoom = {
  title: 54,
  abstract: 0,
  note: 0,
  href: 280,
  topics: 1,
  topicName: 24,
  withAuthors: false,
  withCode: false,
  withFeedback: false,
}

/** To be tried in order until the mail fits: abstracts shorten, then go; the titles, the reasons and the footer stay. `leastRoom` comes last. */
export const rooms: readonly PaperRoom[] = [
  fullRoom,
  { ...fullRoom, abstract: 280 },
  { ...fullRoom, abstract: 160 },
  { ...fullRoom, abstract: 0 },
  { ...fullRoom, abstract: 0, title: 160, note: 160, href: 600, topics: 2, withFeedback: false },
]
