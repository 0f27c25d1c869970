import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadLanguages } from '../../../services/platform/locales/languages.ts'
import { emailTemplate, loadEmailTemplates } from '../../../services/platform/mail/email-templates.ts'

const languages = loadLanguages(path.resolve('templates/locales'))
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mail-templates-'))
})

afterEach(() => rm(dir, { recursive: true }))

const greeting = emailTemplate<{ name: string }>('greeting')

async function writeTemplate(htmlLine: string, text = 'Hello <%= it.name %>'): Promise<void> {
  const body = `<mj-section><mj-column><mj-text>${htmlLine}</mj-text></mj-column></mj-section>`
  await writeFile(
    path.join(dir, 'greeting.mjml'),
    `<mjml lang="en" dir="ltr"><mj-body>${body}</mj-body></mjml>`,
  )
  await writeFile(path.join(dir, 'greeting.txt.eta'), text)
}

test('a template fills both parts, escaping only the one that is markup', async () => {
  await writeTemplate('Hello <%= it.name %>')
  const templates = await loadEmailTemplates(dir, languages)
  const { html, text } = templates.bind(greeting)({ name: `<b>&"'` })
  expect(templates.names).toEqual(['greeting'])
  expect(html).toContain('Hello &lt;b&gt;&amp;&quot;&#39;')
  expect(text).toBe(`Hello <b>&"'\n`)
})

test('no mail links a web font, whatever its font stack says', async () => {
  await writeTemplate('<span style="font-family: Roboto, Lato">Hello</span>')
  const { html } = (await loadEmailTemplates(dir, languages)).bind(greeting)({ name: 'Ada' })
  expect(html).not.toMatch(/googleapis|<link|@import/)
})

test.each(['<%~ it.name %>', '<%- ~ it.name %>', '<%_~it.name%>'])(
  '%s, which escapes nothing, is refused',
  async (tag) => {
    await writeTemplate(`Hello ${tag}`)
    await expect(loadEmailTemplates(dir, languages)).rejects.toThrow(
      'Mail template "greeting" cannot be loaded',
    )
  },
)

test('a template that asks for what it was not given fails instead of printing "undefined"', async () => {
  await writeTemplate('Hello <%= it.nmae %>')
  const render = (await loadEmailTemplates(dir, languages)).bind(greeting)
  expect(() => render({ name: 'Ada' })).toThrow('asked for a value that is undefined')
})

test('a template without its text part, with wrong MJML or of another name is refused while building', async () => {
  await writeTemplate('Hello')
  const templates = await loadEmailTemplates(dir, languages)
  expect(() => templates.bind(emailTemplate<{ name: string }>('farewell'))).toThrow(
    'No mail template "farewell"',
  )
  await rm(path.join(dir, 'greeting.txt.eta'))
  await expect(loadEmailTemplates(dir, languages)).rejects.toThrow('"greeting"')
  await writeTemplate('Hello</mj-text><mj-tetx>x</mj-tetx><mj-text>')
  await expect(loadEmailTemplates(dir, languages)).rejects.toThrow('"greeting"')
})
