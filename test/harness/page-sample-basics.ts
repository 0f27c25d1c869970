import type { PageData, PageName, Schedule, SignupForm, Site } from '../../services/api/view-data.ts'
import { groupTimezones } from '../../services/api/view-groups.ts'
import topics from '../../services/papers/data/topics.json' with { type: 'json' }

/** One showing of a page. A page that looks different by its data has several. */
export type PageSample = { [N in PageName]: { name: N; variant: string; data: PageData[N] } }[PageName]

export const site: Site = {
  lang: 'en',
  languages: [
    { label: 'English', href: '/?lang=en', current: true, lang: 'en' },
    { label: 'Deutsch', href: '/?lang=de', current: false, lang: 'de' },
    { label: 'Français', href: '/?lang=fr', current: false, lang: 'fr' },
  ],
  today: '2026-11-24',
  edition: { cadence: 'daily', number: 328 },
  feeds: [
    { label: 'Atom feed', href: '/feed.xml', type: 'application/atom+xml' },
    { label: 'JSON feed', href: '/feed.json', type: 'application/feed+json' },
  ],
  links: [
    { label: 'All papers', href: '/papers' },
    { label: 'Source code', href: 'https://example.org/broadsheet' },
  ],
}
export const inner: Site = { ...site, edition: undefined }

export const schedule: Schedule = { frequency: 'daily', hour: 7, timezone: 'Europe/Berlin' }
export const firstEdition = { at: new Date('2026-11-25T06:00:00Z'), timezone: 'Europe/Berlin' }
export const maskedEmail = 'a•••@example.org'
export const token = 'v1.sample'
export const lists = { topics, timezones: groupTimezones(Intl.supportedValuesOf('timeZone')) }

export const signup: SignupForm = {
  ...lists,
  values: { ...schedule, email: '', topics: [] },
  errors: {},
  detectTimezone: true,
  hidden: [{ name: 'formTime', value: 'v1.sample' }],
}
