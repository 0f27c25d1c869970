import { fileURLToPath } from 'node:url'
import { buildDigestRenderer } from '../digests/render-digest.ts'
import { loadEmailTemplates } from '../platform/mail/email-templates.ts'
import { buildPrivacyLinkRenderer } from '../subscribers/export-mail.ts'
import { buildConfirmationRenderer } from '../subscribers/render-confirmation.ts'
import { buildGoodbyeRenderer } from '../subscribers/render-goodbye.ts'

/** Compiles the mail templates, once: every mail that a worker sends. */
export async function loadRenderers() {
  const folder = fileURLToPath(new URL('../../templates/emails', import.meta.url))
  const templates = await loadEmailTemplates(folder)
  return {
    renderDigest: buildDigestRenderer(templates),
    renderConfirmation: buildConfirmationRenderer(templates),
    renderGoodbye: buildGoodbyeRenderer(templates),
    renderPrivacyLink: buildPrivacyLinkRenderer(templates),
  }
}
