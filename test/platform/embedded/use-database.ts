import { startEmbeddedPostgres } from '../../../services/platform/embedded/embedded-postgres.ts'

/** A process that uses the embedded database of the folder it is given: prints the address, closes on SIGTERM. */
const database = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', settings: { fsync: 'off' } })
process.once('SIGTERM', () => {
  void database.close().then(() => process.exit(0))
})
process.stdout.write(`${database.url}\n`)
setInterval(() => {}, 60_000)
