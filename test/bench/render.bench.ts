import { fileURLToPath } from 'node:url'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import {
  type Bench,
  type BenchRun,
  cpuSecondsOf,
  type Figure,
  median,
  numberFlag,
  spreadOf,
} from './bench.ts'
import { readerViews } from './digest-views.ts'
import { buildMjmlRenderer } from './mjml-renderer.ts'

const folder = fileURLToPath(new URL('../../templates/emails/', import.meta.url))
const papersEach = 10
const runs = 5
const mjmlEach = 40
const leastRatio = 200

/** HTML and text of digests, each of other papers for another reader, against MJML compiled for each of them. */
export const bench: Bench = {
  run: async ({ flags, say }: BenchRun): Promise<Figure[]> => {
    const count = numberFlag(flags, 'digests', 10_000)
    const views = readerViews(count, papersEach)
    const mjml = await buildMjmlRenderer()
    const render = buildDigestRenderer(await loadEmailTemplates(folder))
    say(
      `${count} digests of ${papersEach} papers, ${Math.round(views.slice(0, 100).reduce((sum, view) => sum + sizeOf(render(view)) / 100, 0))} bytes each`,
    )
    const perDigest: number[] = []
    const perMjml: number[] = []
    // The first round warms up both sides and is not counted.
    for (let round = 0; round <= runs; round += 1) {
      const slow = await cpuSecondsOf(async () => {
        for (const view of views.slice(0, mjmlEach)) await mjml(view)
      })
      // A renderer of its own, as a new process has it: what it keeps it must first make.
      const fresh = buildDigestRenderer(await loadEmailTemplates(folder))
      const fast = await cpuSecondsOf(() => {
        for (const view of views) sizeOf(fresh(view))
      })
      say(
        `round ${round}: ${((fast / count) * 1e6).toFixed(1)} µs a digest, mjml ${((slow / mjmlEach) * 1e3).toFixed(2)} ms`,
      )
      if (round === 0) continue
      perDigest.push((fast / count) * 1_000)
      perMjml.push((slow / mjmlEach) * 1_000)
    }
    const baseline = median(perMjml)
    const ratio = median(perMjml.map((slow, round) => slow / (perDigest[round] ?? 1)))
    return [
      {
        figure: `${count} digests of ${papersEach} papers, each another`,
        ...spreadOf(perDigest),
        unit: 'ms of CPU a digest',
        baseline,
        ratio,
        goal: `>= ${leastRatio} x mjml per digest`,
        met: ratio >= leastRatio,
      },
    ]
  },
}

/** Looks at the end of both texts: V8 puts the pieces of a string together when somebody does, and not before. */
function sizeOf({ html, text }: { html: string; text: string }): number {
  return html.charCodeAt(html.length - 1) + html.length + text.charCodeAt(text.length - 1) + text.length
}
