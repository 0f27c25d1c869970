import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import mjml2html from 'mjml'
import type { DigestView } from '../../services/digests/digest-view.ts'
import { digestEmailOf } from '../../services/digests/render-email.ts'
import { fullRoom } from '../../services/digests/render-rooms.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'

/** What a mail says, as most programs hand it to nodemailer. */
export type PlainMail = { readonly subject: string; readonly html: string; readonly text: string }

const folder = fileURLToPath(new URL('../../templates/emails/', import.meta.url))

/** What most do: the reader's values into the MJML source, then MJML to HTML, for each mail; the text by the same words. */
export async function buildMjmlRenderer(): Promise<(view: DigestView) => Promise<PlainMail>> {
  const filePath = `${folder}digest.mjml`
  const source = await readFile(filePath, 'utf8')
  const eta = new Eta({ autoEscape: true })
  const fill = eta.compile(source)
  const plain = new Eta({ autoEscape: false })
  const fillText = plain.compile(await readFile(`${folder}digest.txt.eta`, 'utf8'))
  const english = loadLanguages(`${folder}../locales`).wordsOf('en')
  return async (view) => {
    const email = digestEmailOf(english, view, fullRoom)
    const { html } = await mjml2html(eta.render(fill, email), { filePath, ignoreIncludes: false, fonts: {} })
    return { subject: email.subject, html, text: plain.render(fillText, email) }
  }
}
