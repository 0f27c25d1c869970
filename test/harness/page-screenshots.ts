/**
 * Writes a PNG of every page sample, phone and desktop, light and dark, to look at:
 * `npx tsx test/harness/page-screenshots.ts FOLDER [PAGE [LANGUAGE]]`; PAGE may be `all`.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { loadViews } from '../../services/api/views.ts'
import { pageSamples } from './page-samples.ts'
import { startPageServer } from './page-server.ts'

const [folder, only = 'all', lang = 'en'] = process.argv.slice(2)
if (!folder) throw new Error('Name the folder for the pictures')
mkdirSync(folder, { recursive: true })

const views = loadViews(fileURLToPath(new URL('../../templates', import.meta.url)))
const server = await startPageServer(views, lang)
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    for (const { name, variant } of pageSamples.filter((sample) => only === 'all' || sample.name === only)) {
      await page.setViewportSize({ width, height: 600 })
      await page.goto(server.urlOf(name, variant))
      // The window is made as tall as the page: a bar kept at the window's foot then stands where the page ends.
      const height = await page.evaluate<number>('document.documentElement.scrollHeight')
      await page.setViewportSize({ width, height })
      await page.screenshot({
        path: join(folder, `${name}-${variant}-${width}-${colorScheme}.png`),
        fullPage: true,
      })
    }
    await context.close()
  }
}

await browser.close()
await server.close()
