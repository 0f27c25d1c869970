/** The jobs of the worker. A job carries no data: it finds its work in the database, so it may run twice or be lost. */
export const jobNames = [
  'send-notices',
  'plan-digests',
  'deliver-digests',
  'ingest-sources',
  'score-papers',
  'read-bounces',
  'sweep',
] as const

export type JobName = (typeof jobNames)[number]
