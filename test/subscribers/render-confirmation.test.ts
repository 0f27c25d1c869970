import path from 'node:path'
import { expect, test } from 'vitest'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { buildConfirmationRenderer } from '../../services/subscribers/render-confirmation.ts'
import { elementsOf, skeletonOf, visibleLinesOf } from '../harness/parse-mail-html.ts'

const render = buildConfirmationRenderer(await loadEmailTemplates(path.resolve('templates/emails')))

const view = {
  confirmUrl: 'https://papers.example.org/confirm/c1.YWJj?a=1&b=2',
  requestedAt: new Date('2026-11-24T09:41:00Z'),
  homeUrl: 'https://papers.example.org/',
  listName: 'Broadsheet',
  postalAddress: 'Example Press\n1 Paper Street,\r\n10115 Berlin',
  validForDays: 3,
} as const

test('the confirmation has one link, the one that confirms, in both parts', () => {
  const { html, text } = render(view)
  const links = elementsOf(html).filter(({ tag }) => tag === 'a')
  expect(links.map(({ attributes }) => attributes['href'])).toEqual([view.confirmUrl])
  expect(links[0]?.text.trim()).toBe('Confirm')
  expect(text.match(/https?:\/\/\S+/g)).toEqual([view.confirmUrl])
})

test('it says what it is for, when it was asked, how long it works, and that ignoring it is enough', () => {
  const { html, text, subject } = render(view)
  expect(subject).toBe('Confirm your subscription to Broadsheet')
  for (const part of [visibleLinesOf(html).join(' '), text.replace(/\s+/g, ' ')]) {
    expect(part).toContain('On 24 November 2026 at 09:41 UTC someone')
    expect(part).toContain('the trending research papers by email')
    expect(part).toContain('works for 3 days')
    expect(part).toContain('You did not ask? Ignore this mail: nothing more will be sent.')
    expect(part).toContain('Broadsheet at papers.example.org, Example Press, 1 Paper Street, 10115 Berlin')
  }
  expect(visibleLinesOf(html)[0]).toBe('One step left: confirm that you want Broadsheet in your inbox.')
})

test('it has no image, script, form or hidden text, and names its language', () => {
  const { html } = render(view)
  const elements = elementsOf(html)
  expect(elements.filter(({ tag }) => ['img', 'script', 'form', 'link', 'input'].includes(tag))).toEqual([])
  expect(html).not.toMatch(/display:\s*none|visibility:\s*hidden/)
  expect(elements[0]?.attributes).toMatchObject({ lang: 'en', dir: 'ltr' })
})

test('a list name with markup or line breaks makes no element and no header', () => {
  const { html, subject } = render({ ...view, listName: 'A\r\nBcc: x <script>"' })
  expect(skeletonOf(html)).toEqual(skeletonOf(render(view).html))
  expect(subject).toBe('Confirm your subscription to A Bcc: x <script>"')
})
