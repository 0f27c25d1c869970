import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { buildPrivacyLinkRenderer } from '../../services/subscribers/export-mail.ts'
import { buildConfirmationRenderer } from '../../services/subscribers/render-confirmation.ts'
import { buildGoodbyeRenderer } from '../../services/subscribers/render-goodbye.ts'
import { sampleDigestView } from './sample-digest.ts'

const WIDTHS = [320, 360, 700] as const
const SCHEMES = ['light', 'dark'] as const

/** Looks at every mail in Chromium: `npx tsx test/harness/mail-screenshots.ts FOLDER [LANGUAGE]` writes one PNG per width and scheme. */
const [folder, locale = 'en'] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Usage: tsx test/harness/mail-screenshots.ts FOLDER [LANGUAGE]')
  process.exit(2)
}

const mails = await renderMails()
await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  for (const [name, mail] of mails) await photograph(name, mail)
} finally {
  await browser.close()
}

async function renderMails(): Promise<Map<string, { html: string; text: string }>> {
  const templates = await loadEmailTemplates(path.resolve(import.meta.dirname, '../../templates/emails'))
  const digest = buildDigestRenderer(templates)
  const listName = 'Broadsheet'
  const postalAddress = 'Example Press, 1 Paper Street, 10115 Berlin'
  const homeUrl = 'https://papers.example.org/'
  return new Map([
    ['digest-1', digest({ ...sampleDigestView(1), locale })],
    ['digest-4', digest({ ...sampleDigestView(4), locale })],
    ['digest-10', digest({ ...sampleDigestView(10), locale })],
    [
      'confirmation',
      buildConfirmationRenderer(templates)({
        confirmUrl: `${homeUrl}confirm/c1.YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo`,
        requestedAt: new Date('2026-11-24T09:41:00Z'),
        homeUrl,
        listName,
        postalAddress,
        validForDays: 3,
        locale,
      }),
    ],
    [
      'goodbye',
      buildGoodbyeRenderer(templates)({
        listName,
        homeUrl,
        preferencesUrl: `${homeUrl}preferences/p1.YWJj`,
        postalAddress,
        locale,
      }),
    ],
    ...(['export', 'erase'] as const).map(
      (kind) =>
        [
          kind,
          buildPrivacyLinkRenderer(templates)({
            kind,
            url: `${homeUrl}${kind}/YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo`,
            validForMinutes: 30,
            listName,
            homeUrl,
            postalAddress,
            locale,
          }),
        ] as const,
    ),
  ])
}

async function photograph(name: string, mail: { html: string; text: string }): Promise<void> {
  await writeFile(path.join(folder ?? '.', `${name}.html`), mail.html)
  await writeFile(path.join(folder ?? '.', `${name}.txt`), mail.text)
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({
        viewport: { width, height: 800 },
        colorScheme,
        javaScriptEnabled: false,
      })
      await page.setContent(mail.html)
      await page.screenshot({
        path: path.join(folder ?? '.', `${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      })
      await page.close()
    }
  }
}
