import { buildLinkSigner } from '../../platform/links.ts'
import { displayEmail, maskEmail } from '../../subscribers/email-address.ts'
import { listSuppressions, type SuppressionReason, suppress, unsuppress } from '../../subscribers/suppress.ts'
import type { Cli } from '../cli.ts'
import { addressSchema, readConfig, withDatabase } from '../context.ts'
import { requireEmail } from '../email.ts'
import { alignColumns, printJson, printLines } from '../output.ts'

export type ListOptions = { showAddresses?: boolean; json?: boolean }
export type AddOptions = { reason: SuppressionReason; json?: boolean }
export type RemoveOptions = { json?: boolean }

export async function list(cli: Cli, options: ListOptions): Promise<void> {
  await withDatabase(cli, async ({ db }) => {
    const show = options.showAddresses ? displayEmail : maskEmail
    const entries = (await listSuppressions(db)).map(({ created_at, ...entry }) => ({
      ...entry,
      email: entry.email === null ? null : show(entry.email),
      createdAt: created_at,
    }))
    if (options.json) for (const entry of entries) await printJson(cli, entry)
    else if (entries.length === 0) await printLines(cli, ['No address is suppressed.'])
    else
      await printLines(
        cli,
        alignColumns(
          entries.map(({ hash, email, reason, createdAt }) => [
            createdAt.toISOString(),
            reason,
            hash,
            email ?? '',
          ]),
        ),
      )
  })
}

export async function add(cli: Cli, text: string, options: AddOptions): Promise<void> {
  const { email } = requireEmail(text)
  const links = buildLinkSigner(readConfig(cli, addressSchema).SECRET_KEYS)
  await withDatabase(cli, ({ db, now }) => suppress({ db, now, links }, email, options.reason))
  if (options.json) return printJson(cli, { ok: true, email, reason: options.reason })
  return printLines(cli, [`${email} gets no mail from now on.`])
}

export async function remove(cli: Cli, text: string, options: RemoveOptions): Promise<void> {
  const { email } = requireEmail(text)
  const links = buildLinkSigner(readConfig(cli, addressSchema).SECRET_KEYS)
  const removed = await withDatabase(cli, ({ db }) => unsuppress({ db, links }, email))
  if (options.json) return printJson(cli, { ok: true, email, removed })
  return printLines(cli, [removed ? `${email} may get mail again.` : `${email} was not on the list.`])
}
