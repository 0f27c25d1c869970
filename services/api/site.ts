import type { FastifyRequest } from 'fastify'
import type { Languages } from '../platform/locales/languages.ts'
import type { Words } from '../platform/locales/words.ts'
import type { ApiDeps } from './deps.ts'
import type { FeedLink, LanguageChoice, Site } from './view-data.ts'

type Asked = Pick<FastifyRequest, 'url' | 'headers' | 'method'>

/**
 * What every page shows around its content, in the language that its address asks for (`?lang=de`), else in the one the
 * reader has `stored`, else in the one their browser prefers.
 */
export function buildSite(
  { views, now }: Pick<ApiDeps, 'views' | 'now'>,
  request: Asked,
  stored?: string,
): Site {
  const { languages } = views
  const chosen = chosenLanguage(languages, request)
  const words = languages.wordsOf(chosen ?? stored ?? languages.negotiate(request.headers['accept-language']))
  return {
    lang: words.id,
    languages: languageChoices(languages, request, words.id),
    keepsLang: chosen !== undefined,
    today: now().toISOString().slice(0, 10),
    feeds: feedLinks(words, '', words.say('papers-trending')),
    links: [
      { label: words.say('link-papers'), href: '/papers' },
      { label: words.say('link-editions'), href: '/editions' },
      { label: words.say('link-api'), href: '/docs' },
      { label: words.say('link-privacy'), href: '/privacy' },
    ],
  }
}

/** The two feeds of a list; `path` is what stands before `/feed.xml`. */
export function feedLinks({ say }: Pick<Words, 'say'>, path: string, listName: string): FeedLink[] {
  return [
    { label: say('feed-atom', { list: listName }), href: `${path}/feed.xml`, type: 'application/atom+xml' },
    {
      label: say('feed-json', { list: listName }),
      href: `${path}/feed.json`,
      type: 'application/feed+json',
    },
  ]
}

/** The language that the address asks for, where it is there. */
export function chosenLanguage(languages: Languages, { url }: Pick<Asked, 'url'>): string | undefined {
  const lang = new URLSearchParams(splitAddress(url).query).get('lang')
  return languages.all.find(({ id }) => id === lang)?.id
}

/** A page that answers a form has no address to come back to in another language. */
function languageChoices(languages: Languages, { url, method }: Asked, current: string): LanguageChoice[] {
  if (method !== 'GET' && method !== 'HEAD') return []
  const { path, query } = splitAddress(url)
  return languages.all.map(({ id, name }) => {
    const params = new URLSearchParams(query)
    params.set('lang', id)
    return { label: name, href: `${path}?${params}`, current: id === current, lang: id }
  })
}

export function splitAddress(url: string): { path: string; query: string } {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}
