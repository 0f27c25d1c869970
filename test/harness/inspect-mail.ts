import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ensureProgram } from './provide.ts'

const script = fileURLToPath(new URL('inspect-mail.py', import.meta.url))

/** A message as Python's standard library reads it. */
const ReadMail = z.object({
  type: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  parts: z.array(z.object({ type: z.string(), text: z.string() })),
  defects: z.array(z.string()),
})

/** Reads messages with Python's parser. */
export function readByPython(raws: readonly string[]): Promise<z.infer<typeof ReadMail>[]> {
  return run(
    raws.map((raw) => ({ raw: encode(raw) })),
    ReadMail,
  )
}

/** Whether each DKIM signature of each message holds by dkimpy; `keys` are TXT records by name, in the place of DNS. */
export function verifyByPython(
  raws: readonly string[],
  keys: Readonly<Record<string, string>>,
): Promise<boolean[][]> {
  return run(
    raws.map((raw) => ({ raw: encode(raw), keys })),
    z.array(z.boolean()),
  )
}

async function run<Schema extends z.ZodType>(requests: unknown, schema: Schema): Promise<z.infer<Schema>[]> {
  const child = spawn(await findPython(), [script], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(requests))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (err !== '') throw new Error(`${script}: ${err}`)
  return z.array(schema).parse(JSON.parse(out))
}

/** The Python that has dkimpy: the one its own command runs on. */
async function findPython(): Promise<string> {
  const command = await ensureProgram({
    names: ['dkimverify'],
    debianPackage: 'python3-dkim',
    hint: 'or pip install dkimpy; it verifies our signatures in the tests',
  })
  const [, python = 'python3'] = /^#!\s*(\S+)/.exec(await readFile(command, 'utf8')) ?? []
  return python
}

function encode(raw: string): string {
  return Buffer.from(raw).toString('base64')
}
