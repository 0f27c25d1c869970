import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { serverSchema } from '../../services/platform/config.ts'

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')

test('.env.example names every variable of the configuration', () => {
  const named = new Set(Object.keys(parseEnv(example.replace(/^#(?=[A-Z_]+=)/gm, ''))))
  expect(Object.keys(serverSchema.shape).filter((name) => !named.has(name))).toEqual([])
})

test('a value that .env.example shows commented out is the default, or is accepted as it stands', () => {
  const shown = parseEnv(example.replace(/^#(?=[A-Z_]+=)/gm, ''))
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1025', MAIL_FROM: 'news@example.org' }
  const links = {
    PUBLIC_URL: 'https://example.org',
    SECRET_KEYS: 'k'.repeat(32),
    POSTAL_ADDRESS: 'One Street',
  }
  const filled = Object.entries(shown).filter(([, value]) => value !== '')
  expect(serverSchema.safeParse({ ...Object.fromEntries(filled), ...mail, ...links }).error).toBeUndefined()
})
