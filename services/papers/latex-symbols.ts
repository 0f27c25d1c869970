/** Commands that stand for one character. Spacing round them stays as the author typed it. */
export const symbols: ReadonlyMap<string, string> = table(`
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
  nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
  Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
  infty ∞ ell ℓ hbar ℏ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ aleph ℵ Re ℜ Im ℑ wp ℘
  sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ surd √ angle ∠ triangle △
  top ⊤ bot ⊥ prime ′ dagger † ddagger ‡ dag † ddag ‡ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ textellipsis … star ⋆
  langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ lbrace { rbrace }
  lbrack [ rbrack ] degree ° textdegree ° checkmark ✓ square □ Box □ diamond ⋄ clubsuit ♣ diamondsuit ♦ heartsuit ♥
  spadesuit ♠ sharp ♯ flat ♭ natural ♮ copyright © textcopyright © textregistered ® texttrademark ™ pounds £
  textsterling £ texteuro € euro € textyen ¥ textcent ¢ textdollar $ S § P ¶ textsection § textparagraph ¶ textmu µ
  textasciitilde ~ textasciicircum ^ textless < textgreater > textbar | textunderscore _ textendash – textemdash —
  textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” textquotesingle ' textquotedbl " lq ‘ rq ’
  textbullet • bullet • textperiodcentered · slash / textexclamdown ¡ textquestiondown ¿ textnumero № LaTeX LaTeX TeX TeX
  BibTeX BibTeX eg e.g. ie i.e. etc etc. wrt w.r.t. cf cf. imath ı jmath ȷ textbackslash \\ backslash \\
`)

/** Relations, operators and arrows: the space TeX asks for after the name goes when none stood before it. */
export const operators: ReadonlyMap<string, string> = table(`
  times × cdot · div ÷ pm ± mp ∓ ast ∗ circ ∘ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ cup ∪
  setminus ∖ bigcirc ○ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ lt < gt > neq ≠ ne ≠ equiv ≡ approx ≈ sim ∼ simeq ≃
  cong ≅ propto ∝ ll ≪ gg ≫ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆
  supset ⊃ supseteq ⊇ mid | parallel ∥ perp ⊥ models ⊨ vdash ⊢ asymp ≍ doteq ≐ triangleq ≜ coloneqq ≔ neg ¬ lnot ¬
  to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← longleftarrow ⟵ leftrightarrow ↔ Rightarrow ⇒ Longrightarrow ⟹
  implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ Longleftrightarrow ⟺ mapsto ↦ uparrow ↑ downarrow ↓ Uparrow ⇑
  Downarrow ⇓ nearrow ↗ searrow ↘ hookrightarrow ↪ rightharpoonup ⇀ rightleftharpoons ⇌ leadsto ⇝ because ∵ therefore ∴
`)

/** Letters outside ASCII; as in TeX, the name eats the space after it (`Bj\o rn`). */
export const letters: ReadonlyMap<string, string> = table(`
  ss ß SS ẞ o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å i ı j ȷ dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ
`)

/** Commands whose argument is a key or a length, never words: how many arguments go with them. */
export const dropped: ReadonlyMap<string, number> = counts(
  `cite citep citet citealp citealt citeauthor citeyear citeyearpar parencite textcite autocite nocite footcite ref eqref
  autoref cref Cref pageref label vspace hspace vskip hskip color pagecolor bibliographystyle bibliography input include
  begin end thanksref tnoteref corref fnref affil affiliation thispagestyle pagestyle`,
  1,
)

/** Commands that only change how something looks or lies on the page. */
export const layout: ReadonlySet<string> = new Set(
  words(`
  bf it em rm tt sc sf sl bfseries itshape slshape scshape upshape mdseries rmfamily sffamily ttfamily normalfont
  tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge centering raggedright noindent indent
  displaystyle textstyle scriptstyle limits nolimits protect relax xspace left right middle big Big bigg Bigg bigl bigr
  Bigl Bigr biggl biggr boldmath unboldmath maketitle hfill vfill footnotemark smallskip medskip bigskip nonumber notag
  `),
)

/** Commands that are only space. */
export const spaces: ReadonlySet<string> = new Set(
  words('quad qquad enspace thinspace space par newline linebreak newpage nobreakspace hline'),
)

/** Commands whose first argument is a colour, a size or a language and whose last one is the text. */
export const keepsLast: ReadonlySet<string> = new Set(
  words('textcolor colorbox foreignlanguage scalebox raisebox parbox stackrel overset underset hyperref'),
)

/** Commands whose argument is plain text even inside a formula. */
export const textArguments: ReadonlySet<string> = new Set(
  words(
    'text textrm textit textbf texttt textsf textsc textsl textnormal emph mbox hbox underline textup textmd',
  ),
)

/** Blackboard letters that every font carries; the others stay plain letters. */
export const blackboard: ReadonlyMap<string, string> = table('C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ')

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function table(text: string): Map<string, string> {
  const all = words(text)
  const map = new Map<string, string>()
  for (let at = 0; at + 1 < all.length; at += 2) map.set(all[at] ?? '', all[at + 1] ?? '')
  return map
}

function counts(text: string, count: number): Map<string, number> {
  return new Map(words(text).map((word) => [word, count]))
}
