/** The archives arXiv files under its group `physics`; every other archive is a group of its own. */
const PHYSICS = new Set([
  'astro-ph',
  'cond-mat',
  'gr-qc',
  'hep-ex',
  'hep-lat',
  'hep-ph',
  'hep-th',
  'math-ph',
  'nlin',
  'nucl-ex',
  'nucl-th',
  'physics',
  'quant-ph',
])

/**
 * The OAI-PMH set of a category, `group:archive:CLASS`: cs.CL → `cs:cs:CL`, hep-th → `physics:hep-th`, astro-ph.EP →
 * `physics:astro-ph:EP` (https://info.arxiv.org/help/oa/index.html).
 */
export function oaiSet(category: string): string {
  const [archive = '', subjectClass] = category.split('.', 2)
  const group = PHYSICS.has(archive) ? 'physics' : archive
  if (subjectClass !== undefined) return `${group}:${archive}:${subjectClass}`
  return group === archive ? group : `${group}:${archive}`
}
