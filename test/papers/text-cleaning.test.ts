import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText } from '../../services/papers/text-cleaning.ts'

describe('HTML in text', () => {
  test.each([
    ['entities become their characters', 'R&amp;D &lt; 5 &#233;&eacute; &nbsp;x', 'R&D < 5 éé x'],
    ['entities escaped twice are read twice', 'a &amp;amp; b', 'a & b'],
    ['a parameter that looks like an entity stays', 'https://x.org/?a=1&copy=2', 'https://x.org/?a=1&copy=2'],
    ['tags go, their words stay', '<p>One <b>bold</b></p><p>two</p>', 'One bold two'],
    [
      'JATS and MathML tags go',
      '<jats:p>An <jats:italic>in vitro</jats:italic> study</jats:p>',
      'An in vitro study',
    ],
    ['a comparison with a word that could be a tag is none', 'if a < image size', 'if a < image size'],
    ['brackets heaped before a tag go with it', 'a <<</<script b', 'a script b'],
    ['a comparison is no tag', 'if a < b and x<y>z then', 'if a < b and x<y>z then'],
    ['a single letter between brackets is no tag without its end', 'where a<b>c holds', 'where a<b>c holds'],
    [
      'token names of the field are words',
      'emits <think>, <SEG> and <answer>',
      'emits <think>, <SEG> and <answer>',
    ],
    ['small figures become small figures', 'CO<sub>2</sub> at 10<sup>-3</sup>', 'CO₂ at 10⁻³'],
    ['comments go', 'a<!-- hidden -->b', 'a b'],
    ['a script tag goes, however it is written', '&lt;script&gt;x<SCRIPT src=a>y</script >z', 'x y z'],
    ['a removed tag welds no new one together', 'a <scr<b>ipt>b</b>', 'a <scr ipt>b'],
    ['a tag that never closes goes too', 'see <img src=x onerror=alert(1)', 'see img src=x onerror=alert(1)'],
  ])('%s', (_guarantee, raw, clean) => expect(cleanText(raw)).toBe(clean))
})

describe('characters a reader cannot see', () => {
  test.each([
    ['line breaks and runs of space become one space', ' a\r\n\tb\u2028c\u00a0 d\u0085e ', 'a b c d e'],
    ['control characters go', 'a\u0000b\u001b[31mc\u007f', 'ab[31mc'],
    ['bidi overrides and zero-width characters go', 'pa\u202egno\u200b\u2066\ufeff.exe', 'pagno.exe'],
    ['an entity brings no control character back', 'a&#0;&#x200b;&#x202e;b', 'a\ufffdb'],
    ['half a surrogate pair goes, a whole one stays', 'a\ud83d b \u{1F600} \ude00', 'a b 😀'],
    ['letters are composed', 'e\u0301', 'é'],
  ])('%s', (_guarantee, raw, clean) => expect(cleanText(raw)).toBe(clean))
})

/** Pieces that meet in real abstracts, and those an attacker would try. */
const pieces = fc.constantFrom(
  ...[
    '$',
    '\\',
    '{',
    '}',
    '<',
    '>',
    '&',
    '^',
    '_',
    '~',
    '-',
    '--',
    "'",
    '`',
    '"',
    ' ',
    '\n',
    '\u0000',
    '\u202e',
  ],
  ...[
    '<script',
    '</script>',
    '<b>',
    '</b>',
    '&lt;',
    '&amp;',
    '&#60;',
    'script',
    '<scr',
    'ipt>',
    '<!--',
    '-->',
    '\ud800',
  ],
  ...[
    '\\textbf{',
    '\\frac{a}{b}',
    '$x^2$',
    '\\cite{k}',
    "\\'e",
    '\\\\',
    'word',
    '5',
    'https://x.org/a_b',
    '{}',
    '[x]',
  ],
)

describe('any text at all', () => {
  const hostile = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 })

  test('leaves no control character, line break, script tag or half character', () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const clean = cleanText(parts.join(''))
        expect(clean).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u)
        expect(clean).not.toMatch(/<\/?(?:script|iframe|style|svg|img|object|embed)\b/i)
        expect(clean).toBe(clean.trim())
      }),
      { numRuns: 2_000 },
    )
  })

  test('plain words survive in their order, whatever stands between them', () => {
    const marks = fc.constantFrom(
      ' ',
      ' $ ',
      ' { ',
      ' } ',
      ' < ',
      ' > ',
      ' & ',
      ' ~ ',
      ' -- ',
      ' % ',
      ' _ ',
      ' ^ ',
      ' \\\\ ',
    )
    const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(word, marks), { maxLength: 30 }), (sequence) => {
        const clean = cleanText(sequence.flat().join(''))
        expect(clean.match(/[A-Za-z]+/g) ?? []).toEqual(sequence.map(([w]) => w))
      }),
      { numRuns: 500 },
    )
  })

  test('text without markup is cleaned once and for all', () => {
    const sentence = fc.array(fc.stringMatching(/^[A-Za-z0-9%#.,;:()é≤→²]{1,12}$/), { maxLength: 30 })
    fc.assert(
      fc.property(sentence, (parts) => {
        const once = cleanText(parts.join(' '))
        expect(cleanText(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    '{',
    '}',
    '\\a{',
    '$a ',
    '$x^{',
    '\\( ',
    '^{',
    '<a ',
    '<scr<b>',
    '<!--',
    '<a b="c" ',
    '&amp;',
    '``',
    "\\'",
    '\\cite[',
    '\\cite{a}.',
    '~',
    '\\',
    '\\frac{',
    '<sub>',
    '</b>',
    ' ',
    'https://',
  ])(
    'a megabyte of %j is read before the test times out, as work that grows with its square would not be',
    (unit) => {
      expect(() => cleanText(unit.repeat(Math.ceil(1_000_000 / unit.length)))).not.toThrow()
    },
  )
})
