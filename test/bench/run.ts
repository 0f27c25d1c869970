import { type ChildProcess, fork } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Bench, Figure, Flags } from './bench.ts'
import { describeMachine } from './machine.ts'
import { type Peaks, watchMemory } from './memory.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
const ownEntry = '../test/bench/run.ts'
const childFlag = '--in-this-process'
const head = ['bench', 'figure', 'median', 'lowest to highest', 'baseline', 'ratio', 'goal', 'met']

const names = (await readdir(folder))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => path.basename(file, '.bench.ts'))
  .sort()

const [first, ...rest] = process.argv.slice(2)
if (first === childFlag) await runHere(rest[0] ?? '', rest.slice(1))
else if (first === undefined) await runAll()
else if (names.includes(first)) await report([await runInChild(first, rest)])
else {
  process.stderr.write(`No bench "${first}". There are: ${names.join(', ')}\n`)
  process.exitCode = 2
}

type Result = { readonly name: string; readonly figures: readonly Figure[]; readonly peaks: Peaks }

async function runAll(): Promise<void> {
  const results: Result[] = []
  for (const name of names) {
    for (const flags of [[], ...((await load(name)).variants ?? [])])
      results.push(await runInChild(name, flags))
  }
  await report(results)
}

/** Each bench has a process of its own, so that none finds the heap and the compiled code of another. */
async function runInChild(name: string, flags: readonly string[]): Promise<Result> {
  const title = [name, ...flags].join(' ')
  process.stderr.write(`\n${title}: ${await describeMachine()}\n`)
  const child = fork(launcher, [ownEntry, childFlag, name, ...flags], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--expose-gc', ...process.execArgv],
  })
  const memory = watchMemory(child.pid ?? 0)
  const figures = await figuresOf(child)
  return { name: title, figures, peaks: memory.stop() }
}

function figuresOf(child: ChildProcess): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const got: Figure[] = []
    child.on('message', (message: Figure) => got.push(message))
    child.on('error', reject)
    child.on('exit', (code, signal) =>
      code === 0 ? resolve(got) : reject(new Error(`The bench ended with ${signal ?? code}.`)),
    )
  })
}

async function runHere(name: string, args: readonly string[]): Promise<void> {
  const bench = await load(name)
  const say = (line: string) => void process.stderr.write(`  ${line}\n`)
  const figures = await bench.run({ flags: parseFlags(args), say })
  for (const figure of figures) await new Promise((resolve) => process.send?.(figure, resolve))
  process.exit(0)
}

async function load(name: string): Promise<Bench> {
  const { bench } = await import(pathToFileURL(path.join(folder, `${name}.bench.ts`)).href)
  return bench
}

function parseFlags(args: readonly string[]): Flags {
  const flags = new Map<string, string | true>()
  for (const [place, arg] of args.entries()) {
    if (!arg.startsWith('--')) continue
    const [name = '', inline] = arg.slice(2).split('=')
    const next = args[place + 1]
    flags.set(name, inline ?? (next !== undefined && !next.startsWith('--') ? next : true))
  }
  return flags
}

async function report(results: readonly Result[]): Promise<void> {
  const rows = results.flatMap(({ name, figures, peaks }) => [
    ...figures.map((figure) => toRow(name, figure)),
    ...[...peaks].map(([program, megabytes]) => [name, `peak memory, ${program}`, `${round(megabytes)} MB`]),
  ])
  process.stdout.write(`\n${await describeMachine()}\n${table([head, ...rows])}\n`)
  for (const { name, figures, peaks } of results) {
    for (const figure of figures) print({ bench: name, ...figure })
    for (const [program, value] of peaks)
      print({ bench: name, figure: `peak memory, ${program}`, value, unit: 'MB' })
  }
  if (results.some(({ figures }) => figures.some(({ met }) => met === false))) process.exitCode = 1
}

function toRow(name: string, { value, unit, spread, baseline, ratio, goal, met, ...rest }: Figure): string[] {
  return [
    name,
    rest.figure,
    `${round(value)} ${unit}`,
    spread ? `${round(spread[0])} to ${round(spread[1])}` : '',
    baseline === undefined ? '' : `${round(baseline)} ${unit}`,
    ratio === undefined ? '' : round(ratio),
    goal ?? '',
    met === undefined ? '' : met ? 'yes' : 'NO',
  ]
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      widths
        .map((width, at) => (row[at] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function print({
  bench,
  figure,
  value,
  unit,
  spread,
  baseline,
  ratio,
  goal,
  met,
}: Figure & { bench: string }): void {
  const line = { bench, figure, value, unit, baseline, ratio, goal, met }
  const whole = Object.entries(line).map(([key, one]) => [
    key,
    typeof one === 'number' ? Number(round(one)) : (one ?? null),
  ])
  process.stdout.write(
    `${JSON.stringify({ ...Object.fromEntries(whole), ...(spread ? { spread: spread.map((one) => Number(round(one))) } : {}) })}\n`,
  )
}

/** Four significant digits, never in powers of ten. */
function round(value: number): string {
  return String(Number(value.toPrecision(4)))
}
