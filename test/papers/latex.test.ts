import { describe, expect, test } from 'vitest'
import { cleanText } from '../../services/papers/text-cleaning.ts'

const raw = String.raw

describe('prose with LaTeX', () => {
  test.each([
    [raw`\textbf{P}ositional \emph{and} {\em more} \textcolor{red}{hot}`, 'Positional and more hot'],
    [raw`Autoencoders (MAE) \cite{he2022,b}, as in \citep[p.~3]{c}.`, 'Autoencoders (MAE), as in.'],
    [raw`5\% of R\&D \_x \# \$5 \{0,1\}`, '5% of R&D _x # $5 {0,1}'],
    [raw`Fig.~1, improvements~(36.0)`, 'Fig. 1, improvements (36.0)'],
    ['explains ~96% (~0.3 s) of ~ 35B', 'explains ~96% (~0.3 s) of ~ 35B'],
    ['pages 1--2 --- all ---- of it, state-of-the-art', 'pages 1–2 — all ---- of it, state-of-the-art'],
    ["``mask as prompt'' and 5'' wide", '“mask as prompt” and 5" wide'],
    [raw`a\\[2pt]b \newline c\,d\/e`, 'a b c de'],
    [
      raw`\footnote{With a note.} \LaTeX{} \textsuperscript{th} \textquotesingle`,
      "(With a note.) LaTeX ᵗʰ '",
    ],
    ['{BERT} and {B}ayesian, labels {yes, no}', 'BERT and Bayesian, labels {yes, no}'],
  ])('%j reads %j', (source, readable) => expect(cleanText(source)).toBe(readable))

  test('an unknown command keeps its words: its argument, else its name', () => {
    expect(cleanText(raw`\ac{mpc}, \num{6.47}, \tool is fast, \foo{}`)).toBe('mpc, 6.47, tool is fast, foo')
  })

  test('a command cut off at the end keeps its words', () => {
    expect(cleanText(raw`We show \textbf{that it`)).toBe('We show that it')
  })

  test('addresses come through whole', () => {
    expect(cleanText(raw`\url{https://x.org/~me/a_b--c}`)).toBe('https://x.org/~me/a_b--c')
    expect(cleanText('at https://x.org/~me/a--b, see')).toBe('at https://x.org/~me/a--b, see')
    expect(cleanText(raw`\href{https://x.org/a\_b}{this https URL}`)).toBe('https://x.org/a_b')
    expect(cleanText(raw`our \href{https://x.org}{page}`)).toBe('our page (https://x.org)')
  })

  test('braces nested ten thousand deep end in text, not in a crash', () => {
    expect(cleanText(`${'{'.repeat(10_000)}x${'}'.repeat(10_000)}`)).toContain('x')
    expect(cleanText(`${raw`\a{`.repeat(10_000)}x`)).toContain('x')
  })
})

describe('accents', () => {
  test.each([
    [
      raw`Andr\'e, G\"{o}del, \"Uber, Erd\H{o}s, \v{C}ech, Fran\c{c}ois, Fran\c cois`,
      'André, Gödel, Über, Erdős, Čech, François, François',
    ],
    [
      raw`Bj\o rn, S{\o}ren, Stra\ss e, \AA ngstr\"om, \L{}ukasz, \ae on`,
      'Bjørn, Søren, Straße, Ångström, Łukasz, æon',
    ],
    [
      raw`Mu\~noz, na\"{\i}ve, \'\i, \u{g}, \k{a}, \r{u}, \=a, \.z, \d{s}, \'{\^e}`,
      'Muñoz, naïve, í, ğ, ą, ů, ā, ż, ṣ, ế',
    ],
    [raw`he said \"hello\" and don\'t`, 'he said "hello" and don\'t'],
  ])('%j reads %j', (source, readable) => expect(cleanText(source)).toBe(readable))
})

describe('formulas', () => {
  test.each([
    [raw`$\alpha$-stable, $O(n^2)$, $90\times$, \leq, $A \rightarrow B$`, 'α-stable, O(n²), 90×, ≤, A → B'],
    [raw`$\mathbb{R}^3$, $\mathcal{V}isi\mathcal{P}runer$, $\mathbf{RoVer}$`, 'ℝ³, VisiPruner, RoVer'],
    [raw`$\frac{a}{b}$, $\frac{a+b}{2}$, $\sqrt{2}$, $\sqrt[3]{x+1}$`, 'a/b, (a+b)/2, √2, ³√(x+1)'],
    [
      '$x_{2}$, $x_i$, $x_{train}$, $x_{i,j}$, $e^{-x/2}$, $10^{-3}$',
      'x₂, xᵢ, x_train, x_(i,j), e^(-x/2), 10⁻³',
    ],
    [raw`$90^\circ$, $f'$, $i^{th}$, $A^\top$, $\hat{x}$, $\not= y$`, '90°, f′, iᵗʰ, Aᵀ, x̂, ≠ y'],
    [
      raw`$n\log n$, $x \in \{a,b\}$, $A \text{ if $x$ } B$, \(a+b\), \[c\]`,
      'n log n, x ∈ {a,b}, A if x B, a+b, c',
    ],
    [raw`200$\times$10, $\sim$5, $ \alpha $, $$E = mc^2$$, $\unicode{x2013}$`, '200×10, ∼5, α, E = mc², –'],
    ['the $k$ best, $N = 5$, $8~kg$', 'the k best, N = 5, 8 kg'],
  ])('%j reads %j', (source, readable) => expect(cleanText(source)).toBe(readable))

  test.each([
    '$5 and $10 are prices',
    'US$5 to A$6, or $100-$200',
    'costs $1M and then 2M$ more',
    'saves $3 per user of $ 7',
    'one $ alone',
  ])('%j is about money and stays', (text) => expect(cleanText(text)).toBe(text))

  test('what has been cleaned is not cleaned further', () => {
    const source = `${raw`{BERT} gains $x_{i,j} \leq 10^{-3}$ at \$5, \textbf{see} \url{https://x.org/~a}`} \`\`now'' -- 5%, {0,1}`
    const once = cleanText(source)
    expect(cleanText(once)).toBe(once)
  })
})
