import type { Cli } from '../cli.ts'
import { withDatabase } from '../context.ts'
import { printJson, printLines } from '../output.ts'

export async function migrate(cli: Cli, options: { json?: boolean }): Promise<void> {
  await withDatabase(cli, async () => {
    if (options.json) return printJson(cli, { ok: true })
    return printLines(cli, ['The database is up to date.'])
  })
}
