import path from 'node:path'
import { expect, test } from 'vitest'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { buildGoodbyeRenderer } from '../../services/subscribers/render-goodbye.ts'
import { elementsOf, visibleLinesOf } from '../harness/parse-mail-html.ts'

const render = buildGoodbyeRenderer(await loadEmailTemplates(path.resolve('templates/emails')))

const view = {
  listName: 'Broadsheet',
  homeUrl: 'https://papers.example.org/',
  preferencesUrl: 'https://papers.example.org/preferences/p1.YWJj',
  postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
}

function hrefsOf(html: string): (string | undefined)[] {
  return elementsOf(html)
    .filter(({ tag }) => tag === 'a')
    .map(({ attributes }) => attributes['href'])
}

test('the goodbye says that the reader left and that nothing else will come', () => {
  const { html, text, subject } = render(view)
  expect(subject).toBe('You have left Broadsheet')
  expect(visibleLinesOf(html)[0]).toBe('You have left Broadsheet. No more editions will come.')
  expect(text.split('\n')[0]).toBe('You have left Broadsheet. No more editions will come.')
  expect(text).toContain(view.postalAddress)
})

test('it shows the way back: the undo link where there is one, else the home page', () => {
  const undo = 'https://papers.example.org/resubscribe/r1.YWJj'
  expect(hrefsOf(render({ ...view, resubscribeUrl: undo }).html)).toEqual([undo, view.preferencesUrl])
  expect(hrefsOf(render(view).html)).toEqual([view.homeUrl, view.preferencesUrl])
  expect(render({ ...view, resubscribeUrl: undo }).text.split('\n')).toContain(undo)
})
