import type { PageData, PaperItem } from '../../services/api/view-data.ts'

const lead: PaperItem = {
  title: 'F-LMM: Grounding Frozen Large Multimodal Models',
  href: 'https://arxiv.org/abs/2406.05821',
  authors: ['Size Wu', 'Sheng Jin', 'Wenwei Zhang', 'Lumin Xu', 'Wentao Liu', 'Wei Li', 'Chen Change Loy'],
  abstract:
    'Multimodal models that learn to ground words in pixels often lose the skill to talk. This work leaves the model frozen and reads the grounding out of its own attention maps, refined by a small head. Conversation stays as good as before while segmentation comes close to models trained for it. The authors show results on referring expressions, panoptic narratives and visual chain of thought, with far fewer trained parameters than earlier systems, and give the code.',
  why: 'trending in Visual & temporal grounding',
  upvotes: 42,
  codeUrl: 'https://github.com/wusize/F-LMM',
  publishedOn: '2026-11-23',
}
/** A lead, a paper with a note, a single vote, and one of which only the title is known. */
export const samplePapers: readonly PaperItem[] = [
  lead,
  {
    title: 'Hiding Text in Large Language Models: Introducing Unconditional Token Forcing Confusion',
    href: 'https://arxiv.org/abs/2406.02481',
    authors: ['Jakub Hoscilowicz', 'Pawel Popiolek'],
    abstract:
      'A message can be hidden in a model by fine-tuning it to answer a secret trigger. The authors show how such text is pulled out again by forcing tokens, and then how to hide it from that attack.',
    why: 'trending in Tokenization',
    upvotes: 17,
    publishedOn: '2026-11-22',
    note: { text: 'Short, and it changes what you believe about fingerprints in models.', by: 'the editor' },
  },
  {
    title: 'Reasoning to Attend: Try to Understand How <SEG> Token Works',
    href: 'https://arxiv.org/abs/2412.17741',
    authors: ['Rui Qian'],
    abstract:
      'What a segmentation token learns, seen through the similarity between its last-layer state and image tokens.',
    why: 'trending in Multimodal & vision-language',
    upvotes: 1,
    codeUrl: 'https://github.com/rui-qian/READ',
  },
  {
    title: 'Cambrian-1: A Fully Open, Vision-Centric Exploration of Multimodal LLMs',
    href: 'https://arxiv.org/abs/2406.16860',
    authors: ['Shengbang Tong', 'Ellis Brown'],
    abstract:
      'More than twenty visual encoders are compared by what a language model makes of them. The study finds vision the weak half of many multimodal systems, builds a connector that keeps spatial detail, and gives away models, data and recipes.',
    why: {
      trendingIn: ['Multimodal & vision-language', 'Visual & temporal grounding', 'Benchmarks & evaluation'],
    },
    upvotes: 31,
    publishedOn: '2026-11-22',
  },
  {
    title: 'Critical Tokens Matter: Token-Level Contrastive Estimation Enhances LLM’s Reasoning Capability',
    href: 'https://arxiv.org/abs/2411.19943',
    authors: ['Zicheng Lin'],
    abstract:
      'Some single tokens decide whether a chain of reasoning ends well. The authors find them by comparing models trained on right and wrong solutions, and reward their replacement.',
    why: 'trending in Reasoning & mathematics',
    upvotes: 26,
    publishedOn: '2026-11-22',
  },
  {
    title: 'Core Context Aware Attention for Long Context Language Modeling',
    href: 'https://arxiv.org/abs/2412.12465',
    authors: ['Yaofo Chen', 'Zeng You', 'Shuhai Zhang', 'Haokun Li'],
    abstract:
      'Groups of tokens are merged by their weight before attention sees them, while the near context is kept whole. Long inputs get cheaper without a new model.',
    why: 'trending in Long context & memory',
    upvotes: 12,
    publishedOn: '2026-11-22',
  },
  {
    title: 'TRACE: Temporal Grounding Video LLM via Causal Event Modeling',
    href: '',
    authors: [],
    abstract: '',
  },
]

/** A paper's own page, with everything that can be known of one. */
export const samplePaperPage: PageData['paper']['paper'] = {
  ...lead,
  links: [{ label: 'PDF', href: 'https://arxiv.org/pdf/2406.05821' }],
  whyTrending: ['42 votes in two days, more than 96 of 100 papers of its age', 'Code was published with it'],
  topics: [
    {
      label: 'Visual & temporal grounding',
      href: '/topics/grounding',
      because: ['grounding', 'referring expressions'],
    },
    { label: 'Multimodal & vision-language', href: '/topics/multimodal', because: ['multimodal models'] },
  ],
  categories: ['cs.CV', 'cs.CL'],
}
