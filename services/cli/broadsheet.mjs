#!/usr/bin/env node
// The `broadsheet` command: the launcher with the CLI as its entry point.
process.argv.splice(2, 0, 'cli/main.ts')
await import('../launch.mjs')
