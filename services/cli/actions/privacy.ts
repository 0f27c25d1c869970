import { listReaderEditions } from '../../delivery/reader-history.ts'
import { readTaste } from '../../digests/taste.ts'
import { buildLinkSigner } from '../../platform/links.ts'
import { eraseAddress } from '../../subscribers/erase.ts'
import { readPersonalData } from '../../subscribers/export-store.ts'
import type { Cli } from '../cli.ts'
import { addressSchema, readConfig, withDatabase } from '../context.ts'
import { requireEmail } from '../email.ts'
import { printJson, printLines } from '../output.ts'

export type PrivacyOptions = { json?: boolean }

export async function exportOne(cli: Cli, text: string, options: PrivacyOptions): Promise<void> {
  const { email } = requireEmail(text)
  const links = buildLinkSigner(readConfig(cli, addressSchema).SECRET_KEYS)
  const data = await withDatabase(cli, ({ db, now }) =>
    readPersonalData({ db, now, links, listEditions: listReaderEditions, readTaste }, email),
  )
  if (options.json) return printJson(cli, data)
  return cli.out.write(`${JSON.stringify(data, null, 2)}\n`)
}

export async function eraseOne(cli: Cli, text: string, options: PrivacyOptions): Promise<void> {
  const { email } = requireEmail(text)
  const links = buildLinkSigner(readConfig(cli, addressSchema).SECRET_KEYS)
  const erased = await withDatabase(cli, ({ db, now }) => eraseAddress({ db, now, links }, email))
  if (options.json) return printJson(cli, { ok: true, erased })
  return printLines(cli, [
    erased
      ? 'Erased. A keyed hash stays, so that no import brings the address back.'
      : 'Nothing was kept of this address. A keyed hash now keeps it off imports.',
  ])
}
