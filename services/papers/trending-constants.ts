/** The constants of the trending score. Where each comes from stands in README.md. */
export const trending = {
  halfLifeHours: 42,
  priorExposure: 0.5,
  commentPoints: 0.5,
  starPoints: 0.1,
  /** Points a paper gathers where nothing has been measured yet. */
  assumedTypical: 6,
  /** Counted papers at which a topic's own median weighs as much as the general one. */
  baselinePapers: 20,
  /** Dividing by less would make a topic's single vote a sensation. */
  leastTypical: 1,
  windowDays: 45,
} as const

/** The row of topic_baselines that stands for all topics, and for papers without one. */
export const generalTopic = '*'
