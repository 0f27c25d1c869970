import { describe, expect, test } from 'vitest'
import { learnTaste, type Rated, tasteFactor } from '../../services/digests/taste-model.ts'
import { future, learn, type Paper, type Presses, past, type Reader, readers } from './taste-readers.ts'

/** The chance that a liked paper stands before a disliked one, over all readers; without a model it is a coin's. */
function agreement(presses: Presses | undefined): number {
  const shares = readers.flatMap((reader, index) => {
    const taste = presses && learn(reader, presses, 100 + index)
    const factorOf = (paper: Paper) => (taste ? tasteFactor(taste, paper.features) : 1)
    const liked = future.filter(reader.likes).map(factorOf)
    const disliked = future.filter(reader.dislikes).map(factorOf)
    if (liked.length === 0 || disliked.length === 0) return []
    const wins = liked.flatMap((one) => disliked.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
    return [mean(wins)]
  })
  expect(shares.length).toBeGreaterThan(30)
  return mean(shares)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('synthetic readers on real papers, judged by later weeks', () => {
  test('without a model a liked paper stands before a disliked one as often as not', () => {
    expect(agreement(undefined)).toBe(0.5)
  })

  test.each([
    [{ more: 1, less: 1 }, 0.88],
    [{ more: 1, less: 0 }, 0.79],
    [{ more: 0, less: 1 }, 0.79],
    [{ more: 5, less: 5 }, 0.95],
    [{ more: 5, less: 0 }, 0.9],
    [{ more: 0, less: 5 }, 0.89],
    [{ more: 20, less: 20 }, 0.97],
  ])('with the presses %j it stands before in more than %f', (presses, least) => {
    expect(agreement(presses)).toBeGreaterThan(least)
  })

  test('the more was said the further papers move, liked ones up and disliked ones down', () => {
    const moved = (presses: Presses) => {
      const tastes = readers.map((reader, index) => ({ reader, taste: learn(reader, presses, 100 + index) }))
      const means = (fits: (reader: Reader) => (paper: Paper) => boolean) =>
        tastes.flatMap(({ reader, taste }) => {
          const found = future.filter(fits(reader))
          return found.length === 0 ? [] : [mean(found.map((paper) => tasteFactor(taste, paper.features)))]
        })
      return { up: mean(means((reader) => reader.likes)), down: mean(means((reader) => reader.dislikes)) }
    }
    const once = moved({ more: 1, less: 1 })
    const often = moved({ more: 20, less: 20 })
    expect(once.up).toBeGreaterThan(1.2)
    expect(once.down).toBeLessThan(0.9)
    expect(often.up).toBeGreaterThan(once.up + 1)
    expect(often.down).toBeLessThan(once.down - 0.2)
  })

  test('an old word counts less than a new one', () => {
    const [reader] = readers
    if (!reader) throw new Error('no reader')
    const liked = past.filter(reader.likes).slice(0, 5)
    const disliked = past.filter(reader.dislikes).slice(0, 5)
    const background = past.slice(0, 100).map(({ features }) => features)
    const tasteAfter = (days: number) =>
      learnTaste(
        [
          ...liked.map(({ features }): Rated => ({ features, verdict: 'more', ageDays: days })),
          ...disliked.map(({ features }): Rated => ({ features, verdict: 'less', ageDays: days })),
        ],
        background,
      )
    const pull = (days: number) => {
      const taste = tasteAfter(days)
      return mean(future.filter(reader.likes).map((paper) => tasteFactor(taste, paper.features)))
    }
    expect(pull(0)).toBeGreaterThan(pull(70) + 0.05)
    expect(pull(70)).toBeGreaterThan(pull(365) + 0.1)
    expect(pull(3_650)).toBeCloseTo(1, 1)
  })
})
