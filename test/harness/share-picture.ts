import path from 'node:path'
import { launchBrowser } from './browser.ts'

/**
 * Draws the picture that other sites show beside a link to ours (Open Graph), from the mark and the colours of the pages:
 * `npx tsx test/harness/share-picture.ts` writes templates/assets/share.png. In English and without a date, because one
 * picture stands for every page.
 */
const file = path.resolve(import.meta.dirname, '../../templates/assets/share.png')

const line = (width: string) => `<i style="width: ${width}"></i>`
const column = `<div>${line('100%')}${line('94%')}${line('98%')}${line('61%')}</div>`
const html = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 70px 84px; background: #fbfaf7; color: #1b1b19; }
  h1 { margin: 0; padding-bottom: 22px; border-bottom: 8px double #1b1b19; font: 600 150px/1.1 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; text-align: center; letter-spacing: -2px; }
  p { margin: 26px 0 0; padding-bottom: 26px; border-bottom: 2px solid #1b1b19; color: #5d5b55; font: 34px/1.3 system-ui, sans-serif; text-align: center; }
  section { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 48px; margin-top: 44px; }
  i { display: block; height: 14px; margin-bottom: 20px; background: #dedbd2; }
  b { display: block; height: 116px; background: #9b2d1f; }
</style><h1>Broadsheet</h1><p>Trending research papers of your topics, by mail</p>
<section>${column}<b></b>${column}</section>`

const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } })
  await page.setContent(html)
  await page.screenshot({ path: file })
} finally {
  await browser.close()
}
