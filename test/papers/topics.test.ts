import { describe, expect, it } from 'vitest'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadRules } from '../../services/papers/topics/rules.ts'
import { buildStemmer } from '../../services/papers/topics/stem.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { readSentences } from '../../services/papers/topics/words.ts'

const classify = buildClassifier(loadTopics())
const stem = buildStemmer()

function slugs(title: string, abstract = '', categories: readonly string[] = []): readonly string[] {
  return classify({ title, abstract, categories }).map(({ slug }) => slug)
}

describe('what a paper is about', () => {
  it.each([
    ['Retrofitting language models with a new byte pair encoding tokenizer', 'tokenization'],
    ['Low-rank adaptation with fewer parameters: LoRA revisited for instruction tuning', 'fine-tuning'],
    ['Speculative decoding with early exit and 4-bit quantization', 'efficiency'],
    ['Jailbreak attacks on aligned language models and how refusal training fails', 'alignment-safety'],
    ['Detecting hallucinations in long-form generation', 'hallucination'],
    [
      'Sparse autoencoders find interpretable features: mechanistic interpretability at scale',
      'interpretability',
    ],
    ['Chain-of-thought for mathematical reasoning', 'reasoning'],
    ['Machine translation for low-resource African languages', 'multilingual'],
    ['Automatic speech recognition for children', 'speech-audio'],
    ['Gaussian splatting for dynamic scenes', '3d-vision'],
    ['Text-to-image diffusion models with better prompt following', 'image-generation'],
    ['Long video understanding with video large language models', 'video'],
    ['Referring expression comprehension and phrase grounding', 'grounding'],
    ['Optical character recognition of historical documents', 'document-ai'],
    ['Dense passage retrieval for retrieval-augmented generation', 'retrieval-recsys'],
    ['Program repair of GitHub issues by coding agents', 'code-generation'],
    ['Web agents that call tools', 'agents'],
    ['Dexterous manipulation with a humanoid robot', 'robotics'],
    ['Offline reinforcement learning with pessimistic Q-learning', 'reinforcement-learning'],
    ['Brain tumor segmentation in MRI', 'biomedical'],
    ['Neural operators for weather forecasting and turbulence', 'science'],
    ['Extending the context window: KV cache eviction for long-context language models', 'long-context'],
    ['Demonstration selection for in-context learning', 'in-context-learning'],
    ['Contrastive self-supervised representation learning without negatives', 'representation-learning'],
    ['A vision-language model for visual question answering', 'multimodal'],
    ['Deduplicating web corpora: data curation for pretraining data', 'training-data'],
    ['FooBench: a comprehensive benchmark for evaluating language models', 'evaluation'],
    ['Scaling laws for language model pretraining', 'language-models'],
    ['Small object detection in aerial images', 'computer-vision'],
    ['GraphRAG', 'retrieval-recsys'],
    ['Parallel thinking in recursive reasoning models', 'reasoning'],
    ['Steering language models by the features of sparse autoencoders', 'interpretability'],
    ['Rectified flows for 4K text-to-image generation', 'image-generation'],
  ])('reads %j as %s', (title, slug) => {
    expect(slugs(title)).toContain(slug)
  })

  it('finds the topics of a whole abstract, the categories left out', () => {
    const found = slugs(
      'Group-relative rewards for grasping',
      'Robots need dexterity. We train a manipulation policy with reinforcement learning (PPO) in simulation and transfer it to a real robot hand.',
    )
    expect(found).toEqual(expect.arrayContaining(['robotics', 'reinforcement-learning']))
  })
})

describe('what a word alone does not decide', () => {
  it.each([
    ['crypto tokens', 'Non-fungible token markets on the Ethereum blockchain', 'tokenization'],
    ['the earth of a power line', 'Electrical grounding of substations and lightning faults', 'grounding'],
    ['chemical agents', 'Contrast agent dosage in liver MRI', 'agents'],
    ['agents of a game', 'Fair division among strategic agents', 'agents'],
    ['ground truth', 'Evaluating segmentation against noisy ground truth', 'grounding'],
    ['open vocabulary', 'Open-vocabulary object detection', 'tokenization'],
    ['diffusion of a molecule', 'Diffusion MRI of white matter', 'image-generation'],
    ['software availability', 'A robust Kalman filter. Source code is available', 'code-generation'],
    ['a phone cell', 'Handover in cellular networks with small cells', 'biomedical'],
    ['sliding windows', 'Sliding mode observers for engines', 'document-ai'],
    ['fabric', 'Flattening fabric with two arms', 'hallucination'],
    ['aims', 'This project aims at friction, as others aimed before', 'reasoning'],
    ['posterization', 'Posterization of grey levels', 'document-ai'],
    ['a critical step', 'A critical step in concrete curing', 'reinforcement-learning'],
  ])('%s', (_, title, slug) => {
    expect(slugs(title)).not.toContain(slug)
  })

  it('leaves a paper of another field without topics', () => {
    expect(
      slugs('On the chromatic number of random Cayley graphs', 'We prove a bound for abelian groups.', [
        'math.CO',
      ]),
    ).toEqual([])
  })

  it('does not take the last sentence about code and data for the subject', () => {
    const abstract =
      'We study the friction of ice. Code, data and videos are available at https://example.org/code.'
    expect(slugs('Friction of ice', abstract)).not.toEqual(expect.arrayContaining(['video']))
    expect(slugs('Friction of ice', abstract)).not.toEqual(expect.arrayContaining(['code-generation']))
  })
})

describe('the answer', () => {
  const paper = {
    title: 'Robotic grasping with vision-language models',
    abstract: 'We train a vision-language-action policy with reinforcement learning for a robot arm.',
    categories: ['cs.RO', 'cs.CV'],
  }

  it('is ordered by score, between 0 and 1, with one to five reasons each', () => {
    const matches = classify(paper)
    const scores = matches.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    for (const { score, because } of matches) {
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(because.length).toBeGreaterThanOrEqual(1)
      expect(because.length).toBeLessThanOrEqual(5)
    }
  })

  it('gives as reasons words that stand in the paper, or its category', () => {
    const text = `${paper.title}\n${paper.abstract}`
    const words = classify(paper).flatMap(({ because }) => because)
    expect(words).toContain('category cs.RO')
    expect(words.filter((word) => !text.includes(word) && word !== 'category cs.RO')).toEqual([])
  })

  it('is the same again, also from a classifier built anew', () => {
    expect(classify(paper)).toEqual(classify(paper))
    expect(buildClassifier(loadTopics())(paper)).toEqual(classify(paper))
  })

  it('knows only the topics it was built with', () => {
    const robots = buildClassifier(loadTopics().filter(({ slug }) => slug === 'robotics'))
    expect(robots(paper).map(({ slug }) => slug)).toEqual(['robotics'])
  })
})

describe('the rules', () => {
  const rules = loadRules()

  it('are there for every topic, and for no other', () => {
    expect(Object.keys(rules).sort()).toEqual(
      loadTopics()
        .map(({ slug }) => slug)
        .sort(),
    )
  })

  it('name a phrase once a topic, so that its weight is not a matter of order', () => {
    const twice = Object.entries(rules).flatMap(([slug, { phrases }]) => {
      const all = Object.values(phrases).flat()
      const read = all.map(stemmed)
      return all
        .filter((_, index) => read.indexOf(read[index] ?? '') !== index)
        .map((phrase) => `${slug}: ${phrase}`)
    })
    expect(twice).toEqual([])
  })

  it('count what a paper counts, however it writes the number', () => {
    const reasons = (abstract: string) =>
      classify({ title: 'Image-text pairs for training', abstract, categories: [] }).flatMap(
        ({ because }) => because,
      )
    expect(reasons('We filter 52k image-text pairs.')).toContain('52k image-text pairs')
    expect(reasons('We filter 1.5 million image-text pairs.')).toContain('million image-text pairs')
  })
})

/** A phrase as the tree of rules reads it: two that differ in endings only are one. */
function stemmed(phrase: string): string {
  return phrase
    .split(' ')
    .map((part) =>
      /^[=~#]/.test(part)
        ? part
        : readSentences(stem, part)
            .flat()
            .map((word) => word.stem)
            .join(' '),
    )
    .join(' ')
}
