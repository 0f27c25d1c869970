const MAX_URL_CHARS = 2_000

/** Pages of Hugging Face that hold no code, model or data. */
const NO_CODE_PAGES = 'papers|blog|docs|posts|join|pricing|login|settings|collections|organizations|api'

const CODE_URL = new RegExp(
  '(?<![\\w.@/-])(?:https?://)?(?:www\\.)?' +
    `(?:(?:github|gitlab)\\.com/(?!orgs/|topics/|features/|sponsors/)|huggingface\\.co/(?!(?:${NO_CODE_PAGES})\\b)|hf\\.co/)` +
    '[\\w.~-]{1,100}(?:/[\\w.~%+@:=-]{1,200}){0,8}',
  'gi',
)

/**
 * A link a reader may follow, as https. What plain http named is fetched over https, as browsers do by themselves.
 * `fault` says what is wrong, to follow the field's name.
 */
export function readLink(text: string): { readonly url: string } | { readonly fault: string } {
  const trimmed = text.trim()
  if (trimmed.length > MAX_URL_CHARS) return { fault: 'is longer than 2,000 characters' }
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return { fault: 'must start with https://' }
  const parsed = new URL(trimmed)
  if (parsed.username !== '' || parsed.password !== '')
    return { fault: 'must not carry a user name or password' }
  parsed.protocol = 'https:'
  return { url: parsed.href }
}

/** Where a reader lands when no source named a page: abstract page, DOI resolver, else arXiv's title search. */
export function defaultLink(work: {
  readonly arxivId?: string | undefined
  readonly doi?: string | undefined
  readonly title: string
}): string {
  if (work.arxivId !== undefined) return `https://arxiv.org/abs/${work.arxivId}`
  if (work.doi !== undefined)
    return `https://doi.org/${encodeURI(work.doi).replace(/[?#]/g, encodeURIComponent)}`
  return `https://arxiv.org/search/?query=${encodeURIComponent(Array.from(work.title).slice(0, 300).join(''))}&searchtype=title`
}

/** The first code address in `texts` (GitHub or GitLab before Hugging Face), as https, without the sentence's stop. */
export function findCodeUrl(...texts: readonly (string | undefined)[]): string | undefined {
  const found = texts.flatMap((text) => (text ?? '').match(CODE_URL) ?? [])
  const best = found.find((url) => !/(?:huggingface|hf)\.co/i.test(url)) ?? found[0]
  if (best === undefined) return undefined
  const bare = best
    .replace(/^https?:\/\//i, '')
    .replace(/[.,;:~=@+-]+$/, '')
    .replace(/\.git$/i, '')
  const link = readLink(`https://${bare}`)
  return 'url' in link ? link.url : undefined
}
