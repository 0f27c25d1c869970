/** What decides which sources run. */
export type WantedSources = {
  readonly SOURCES: readonly string[]
  readonly FEEDS?: readonly { readonly name: string }[]
}

/**
 * The names of all sources that run, as their runs and `doctor` show them: `arxiv` brings `arxiv-oai`, which reconciles
 * what its feeds missed; a feed is `feed:` and its name.
 */
export function listSourceNames({ SOURCES, FEEDS = [] }: WantedSources): string[] {
  return [
    ...SOURCES.flatMap((name) => (name === 'arxiv' ? ['arxiv', 'arxiv-oai'] : [name])),
    ...FEEDS.map(({ name }) => `feed:${name}`),
  ]
}

const titles: Readonly<Record<string, string>> = {
  huggingface: 'Hugging Face',
  arxiv: 'arXiv',
  'arxiv-oai': 'arXiv',
  biorxiv: 'bioRxiv',
  medrxiv: 'medRxiv',
}

/** The name readers know it by. */
export function titleOfSource(name: string): string {
  return titles[name] ?? name.replace(/^feed:/, '')
}
