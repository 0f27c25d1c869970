import { readerView } from '../../delivery/message.ts'
import { type DigestPreview, previewDigest } from '../../delivery/preview.ts'
import { senderOf } from '../../delivery/settings.ts'
import type { SharedDigest } from '../../digests/digest-store.ts'
import { buildDigestRenderer } from '../../digests/render-digest.ts'
import { describeSources } from '../../papers/describe-sources.ts'
import { listSourceNames } from '../../papers/source-names.ts'
import { buildLinkSigner } from '../../platform/links.ts'
import { loadEmailTemplates } from '../../platform/mail/email-templates.ts'
import { findSubscriberByEmail, type Subscriber } from '../../subscribers/subscriber-store.ts'
import type { Cli } from '../cli.ts'
import { mailViewSchema, readConfig, withDatabase } from '../context.ts'
import { requireEmail } from '../email.ts'
import { printJson, printLines, printNote } from '../output.ts'
import { templatesFolder } from '../templates-folder.ts'
import { topicNames } from '../topic-slugs.ts'

export type PreviewOptions = { html?: boolean; text?: boolean; json?: boolean }

export async function preview(cli: Cli, text: string, options: PreviewOptions): Promise<void> {
  const { email } = requireEmail(text)
  const config = readConfig(cli, mailViewSchema)
  const { reader, found } = await withDatabase(cli, async ({ db, now }) => {
    const reader = await findSubscriberByEmail(db, email)
    if (!reader) throw new Error(`${email} is not a reader. \`subscribers add\` makes them one.`)
    if (reader.status !== 'active') throw new Error(`${email} has unsubscribed and gets no digest.`)
    const found = await previewDigest(
      {
        db,
        now,
        maxPapers: config.DIGEST_MAX_PAPERS,
        topicNames: topicNames(),
        describeSources: () => describeSources({ db, now }, listSourceNames(config)),
      },
      reader,
    )
    return { reader, found }
  })
  noteState(cli, reader, found)
  const { digest } = found
  if (!digest) {
    if (options.json) return printJson(cli, { edition: null, papers: [] })
    return printLines(cli, [
      `There is nothing new for ${email} now: every paper of their topics was sent before, or there is none. They would get no mail.`,
    ])
  }
  const links = buildLinkSigner(config.SECRET_KEYS)
  const view = readerView({ links, sender: senderOf(config) }, digest, {
    subscriberId: reader.id,
    confirmedAt: reader.confirmedAt,
    locale: reader.locale,
  })
  const rendered = buildDigestRenderer(await loadEmailTemplates(templatesFolder))(view)
  if (options.json) return printJson(cli, { ...rendered, edition: digest.edition, papers: papersOf(digest) })
  if (options.html) return cli.out.write(rendered.html)
  return cli.out.write(`${rendered.subject}\n\n${rendered.text}`)
}

function papersOf({ papers }: SharedDigest) {
  return papers.map(({ id, title, url, because }) => ({ id, title, url, because }))
}

/** What stands between this digest and the reader, if anything does. */
function noteState(cli: Cli, reader: Subscriber, { planned }: DigestPreview): void {
  if (reader.pausedUntil && reader.pausedUntil > cli.now())
    printNote(
      cli,
      `${reader.email} paused until ${reader.pausedUntil.toISOString()}; this is what would come now.`,
    )
  if (planned !== undefined && planned !== 'skipped')
    printNote(
      cli,
      `${reader.email} has the current edition already (${planned}); this is what is left for the next one.`,
    )
}
