#!/usr/bin/env node
// Runs a TypeScript entry point below services/: `node services/launch.mjs cli/main.ts ARGUMENTS`. Installs the
// dependencies first when they are missing, so that each npm script works from a fresh clone. Plain JavaScript because
// it must run before anything is installed, on a Node that cannot read TypeScript itself.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Started by a parent over a channel: when it dies while we still load, so do we. The process's own stop takes over.
if (process.connected) process.once('disconnect', () => process.exit(1))

const root = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(`${root}node_modules/.package-lock.json`)) {
  process.stderr.write('Installing dependencies (npm ci), once. This takes about a minute.\n')
  // npm's report goes to stderr: stdout belongs to the command.
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) {
    process.stderr.write('npm ci failed; its messages stand above.\n')
    process.exit(1)
  }
}

const [entry, ...rest] = process.argv.slice(2)
if (entry !== '--install-only') {
  if (!entry) {
    process.stderr.write('Usage: node services/launch.mjs ENTRY.ts [ARGUMENT…]\n')
    process.exit(2)
  }
  const file = fileURLToPath(new URL(entry, import.meta.url))
  process.argv = [process.argv[0], file, ...rest]
  // Node 22.18 and later run the sources as they are; before, tsx strips the types.
  if (!process.features.typescript) (await import('tsx/esm/api')).register()
  await import(pathToFileURL(file).href)
}
