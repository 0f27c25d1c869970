import { execFileSync } from 'node:child_process'
import { buildLog } from '../../services/platform/log.ts'

/** Logs beyond the size that its parent allows its files, is allowed more, and logs again. */
const log = buildLog('info')
for (let number = 0; number < 100; number += 1) log.info({ number }, 'no room for all of these')
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited'])
log.info('room again')
