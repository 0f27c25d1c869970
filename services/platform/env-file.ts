import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** The environment, with what a `.env` in the working directory adds. A variable that is set already wins. */
export function readEnvironment(file = '.env'): Readonly<Record<string, string | undefined>> {
  if (!existsSync(file)) return process.env
  return { ...parseEnv(readFileSync(file, 'utf8')), ...process.env }
}
