import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { loadViews } from '../../services/api/views.ts'
import { pageSamples, renderSample } from '../harness/page-samples.ts'

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url))
const PUBLIC_PAGES = new Set(['home', 'papers', 'paper', 'editions', 'edition', 'privacy', 'embed-code'])
/** Shown within a page of somebody else, so without a frame of their own. */
const FRAMED_PAGES = new Set(['embed', 'embed-sent'])

const views = loadViews(TEMPLATES)
const scratch = mkdtempSync(join(tmpdir(), 'views-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const rendered = pageSamples.map((sample) => ({
  name: sample.name,
  label: `${sample.name} (${sample.variant})`,
  html: renderSample(views.render, sample),
}))

function htmlOf(label: string): string {
  const page = rendered.find((candidate) => candidate.label === label)
  if (!page) throw new Error(`No sample ${label}`)
  return page.html
}

function count(html: string, pattern: RegExp): number {
  return [...html.matchAll(pattern)].length
}

describe.each(rendered)('$label', ({ name, html }) => {
  test('is a whole document with a language, a title, a skip link and one heading of the first level', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).toMatch(/<title>.+ · Broadsheet<\/title>/)
    expect(html.includes('<a class="skip" href="#content">')).toBe(!FRAMED_PAGES.has(name))
    expect(count(html, /<main id="content"/g)).toBe(1)
    expect(count(html, /<h1[ >]/g)).toBe(1)
    expect(html.trimEnd()).toMatch(/<\/html>$/)
    expect(html).not.toMatch(/\b(undefined|NaN|null|\[object Object\])/)
  })

  test('needs no inline script or style and never leaves by itself', () => {
    expect(html).not.toMatch(/<script(?![^>]* src=)/)
    expect(html).not.toMatch(/<style|<[^>]+ style=|<[^>]+ on[a-z]+=|http-equiv/i)
  })

  test('keeps its address to itself when it is reached by a signed link or tells of an error', () => {
    const isHidden = !PUBLIC_PAGES.has(name)
    expect(html.includes('<meta name="robots" content="noindex">')).toBe(isHidden)
    expect(html.includes('<meta name="referrer" content="no-referrer">')).toBe(
      isHidden && !FRAMED_PAGES.has(name),
    )
  })

  test('ties every message and every label to an element that is there', () => {
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]))
    const references = [...html.matchAll(/ (?:for|aria-describedby|aria-labelledby|href)="(#?[^"]+)"/g)]
      .filter(([whole, value]) => !whole.startsWith(' href') || value?.startsWith('#'))
      .flatMap(([, value]) => (value ?? '').replace('#', '').split(' '))
    expect(references.filter((id) => !ids.has(id))).toEqual([])
    expect(ids.size).toBe(count(html, / id="/g))
  })
})

describe('forms', () => {
  test('the sign-up posts to /subscribe, offers every topic and hour, and has a field that only machines fill', () => {
    const html = htmlOf('home (first)')
    expect(html).toContain('<form class="signup" method="post" action="/subscribe" ')
    expect(count(html, /type="checkbox" name="topics"/g)).toBe(29)
    expect(html).toContain('<option value="0">00:00</option>')
    expect(html).toContain('<option value="7" selected>07:00</option>')
    expect(html).toContain('<option value="23">23:00</option>')
    expect(html).toMatch(
      /<div class="trap" aria-hidden="true">\n.*\n<input id="website" name="website".* tabindex="-1" autocomplete="off">/,
    )
  })

  test('a form that comes back keeps what was typed and says what is wrong beside the field and above', () => {
    const html = htmlOf('home (errors)')
    expect(html).toMatch(
      /name="email" type="email" value="ada@example"[^>]* aria-invalid="true"[^>]*aria-describedby="email-hint email-error"/,
    )
    expect(html).toContain('<title>Error: ')
    expect(html).toMatch(/<a href="#email">This address lacks the part after the dot/)
    expect(count(html, /This address lacks the part after the dot/g)).toBe(2)
    expect(html).toContain('value="tokenization" checked>')
    expect(html).toContain('<option value="Europe/Berlin" selected>')
    expect(html).not.toContain('data-detect-timezone')
  })

  test('leaving and confirming are buttons in a form that posts', () => {
    const button = (action: string, verb: string) =>
      new RegExp(`<form method="post" action="${action}">\\n<p class="act"><button[^>]*>${verb}</button>`)
    expect(htmlOf('confirm (plain)')).toMatch(button('/confirm/v1.sample', 'Confirm'))
    expect(htmlOf('unsubscribe (plain)')).toMatch(button('/unsubscribe/v1.sample', 'Unsubscribe'))
    expect(htmlOf('unsubscribed (plain)')).toMatch(button('/unsubscribe/v1.sample/undo', 'Undo'))
  })

  test('the preferences always show the way out to those who get mail', () => {
    for (const label of ['preferences (saved)', 'preferences (errors)', 'preferences (paused)']) {
      expect(htmlOf(label)).toContain('href="/unsubscribe/v1.sample">Unsubscribe</a>')
    }
  })
})

describe('templates and assets', () => {
  test('templates put out unescaped only what another template made', () => {
    const pages = join(TEMPLATES, 'pages')
    const files = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.eta'),
    )
    const raw = files.flatMap((file) => readFileSync(join(pages, file), 'utf8').match(/<%[-_]?\s*~.*/g) ?? [])
    expect(raw.length).toBeGreaterThan(10)
    expect(
      raw.filter((tag) => !/^<%~ (include\('@partials\/|it\.body %>|rich\('[a-z-]+')/.test(tag)),
    ).toEqual([])
  })

  test('styles and scripts stay under 20 kB together', () => {
    const sizes = ['style.css', 'forms.js'].map(
      (name) => views.assets.get(name)?.body.length ?? Number.POSITIVE_INFINITY,
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000)
  })

  test('an asset that changes gets another address', () => {
    const dir = join(scratch, 'changed')
    cpSync(TEMPLATES, dir, { recursive: true })
    writeFileSync(join(dir, 'assets', 'style.css'), 'body { margin: 0 }')
    const changed = loadViews(dir)
    expect(changed.assets.get('style.css')?.url).not.toBe(views.assets.get('style.css')?.url)
    expect(changed.assets.get('forms.js')?.url).toBe(views.assets.get('forms.js')?.url)
    expect(htmlOf('error (plain)')).toContain(views.assets.get('style.css')?.url)
  })

  test('a page without its template is named at once, not when a reader first asks for it', () => {
    const dir = join(scratch, 'missing')
    cpSync(TEMPLATES, dir, { recursive: true })
    rmSync(join(dir, 'pages', 'too-many.eta'))
    expect(() => loadViews(dir)).toThrow(/too-many/)
  })
})
