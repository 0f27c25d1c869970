import { expect, test } from 'vitest'
import { cli, settings } from './run-cli.ts'

const commands = [
  'migrate',
  'ingest',
  'papers import',
  'papers list',
  'topics classify',
  'subscribers import',
  'subscribers export',
  'subscribers add',
  'digests preview',
  'digests run',
  'deliveries report',
  'deliveries list',
  'deliveries resolve',
  'suppressions list',
  'suppressions add',
  'suppressions remove',
  'privacy export',
  'privacy erase',
  'doctor',
]

test.each(commands)('%s --help explains the command and takes --json', async (command) => {
  const { code, out, err } = await cli([...command.split(' '), '--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain(`Usage: broadsheet ${command}`)
  expect(out).toContain('--json')
  // A sentence or more, beyond usage and options.
  expect(out.split('Options:')[0]?.length).toBeGreaterThan(100)
})

test('the help names every command', async () => {
  const { out } = await cli(['--help'])
  for (const command of commands) expect(out).toContain(`\n  ${command.split(' ')[0]}`)
})

test.each([
  ['nothing at all', '', 'Usage:'],
  ['an unknown command', 'nope', "unknown command 'nope'"],
  ['an unknown command of a noun', 'papers lst', 'Did you mean list?'],
  ['a noun alone', 'papers', 'import'],
  ['an unknown option', 'migrate --nope', "unknown option '--nope'"],
  ['a missing argument', 'papers import', "missing required argument 'file'"],
  ['an argument too many', 'migrate now', 'too many arguments'],
  ['a missing option', 'subscribers add a@example.org', "required option '--topics <slugs>'"],
  ['an option without its value', 'papers list --topic', 'argument missing'],
  ['a sort order there is not', 'papers list --sort best', 'Allowed choices are trending, new'],
  ['a limit that is no number', 'papers list --limit many', 'whole number from 1 to 10000'],
  ['a limit of zero', 'papers list --limit 0', 'whole number from 1 to 10000'],
  ['a topic there is not', 'papers list --topic nope', 'The topics are: language-models'],
  [
    'a topic there is not, for a reader',
    'subscribers add a@example.org --topics agents,nope',
    'no topic nope',
  ],
  ['an address that is none', 'subscribers add example.org --topics agents', 'whole email address'],
  [
    'a frequency there is not',
    'subscribers add a@example.org --topics agents --frequency hourly',
    'daily, weekly',
  ],
  [
    'a time zone there is not',
    'subscribers add a@example.org --topics agents --timezone Mars/X',
    'Europe/Berlin',
  ],
  ['an hour there is not', 'subscribers add a@example.org --topics agents --hour 24', 'from 0 to 23'],
  ['an instant without a zone', 'digests run --at 2026-11-24T07:00:00', 'with its zone'],
  ['a day of no calendar', 'digests run --at 2026-02-31T07:00:00Z', 'with its zone'],
  ['words for an instant', 'digests run --at tomorrow', 'with its zone'],
  ['two formats at once', 'digests preview a@example.org --html --text', 'cannot be used with'],
  ['an edition that is no number', 'deliveries report --edition first', 'Give the number of one'],
  ['a state there is not', 'deliveries list --state lost', 'Allowed choices'],
  ['a resolution there is not', 'deliveries resolve 1 --as lost', 'sent, resend'],
  ['a file there is not', 'papers import /nowhere/papers.json', 'There is no file /nowhere/papers.json'],
  ['a folder for a file', 'topics classify /tmp', '/tmp is a folder'],
  ['a source there is not', 'ingest --source nope', 'There is no source nope'],
])('%s is bad usage: exit code 2, with what is wrong', async (_, line, message) => {
  const env = {
    ...settings,
    OPERATOR_CONTACT: 'mailto:ops@example.org',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  }
  const { code, out, err } = await cli(line.split(' ').filter(Boolean), env)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(message)
})

test.each([
  ['migrate', {}, 'The database (DATABASE_URL) cannot be used'],
  ['subscribers add a@example.org --topics agents', { SECRET_KEYS: '' }, 'SECRET_KEYS is missing'],
  ['digests run --wait', {}, 'SMTP_URL is missing'],
  ['ingest', {}, 'Set SOURCES=huggingface,arxiv'],
  ['ingest --source arxiv', {}, 'OPERATOR_CONTACT is missing'],
])('`%s` that cannot be done fails with exit code 1 and the next step', async (line, change, message) => {
  const env = { ...settings, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', ...change }
  const { code, out, err } = await cli(line.split(' '), env)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain(message)
  expect(err).not.toContain('    at ')
})
