import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'

/** A whole word of a query, as long as the words of `search_words` are, and not one to leave out (`-survey`). */
const Word = /(?<!\p{L}|(?:^|\s)-)\p{L}{4,40}(?!\p{L})/gu
type CanCount = Pick<Db, 'transaction'>

/** Each may cost a walk over all words of all titles, some 7 ms for 60,000. */
const mostWords = 6
/** A suspect word has fewer papers than this. */
const rare = 3
/** What replaces it has at least this many times the papers. */
const clearlyMore = 5

/**
 * The query with each rare word replaced by the nearest word of a title (at most two letters added, dropped or changed;
 * one in a word of four) that is clearly more common; undefined where there is nothing to mend. Operators and quotes of
 * the web-search syntax stay.
 */
export async function correctSpelling(db: CanCount, query: string): Promise<string | undefined> {
  const words = [...new Set(query.toLowerCase().match(Word))].slice(0, mostWords)
  if (words.length === 0) return undefined
  const better = new Map((await listNearest(db, words)).map(({ typed, near }) => [typed, near]))
  if (better.size === 0) return undefined
  return query.replace(Word, (word) => better.get(word.toLowerCase()) ?? word)
}

/**
 * Two letters swapped (modle, model) are the nearest of all: the slip of fast fingers, which as two changes would lose to
 * "mode". Hits are counted up to a bound: more only tells what is clear already.
 */
function listNearest(db: CanCount, words: readonly string[]): Promise<{ typed: string; near: string }[]> {
  return db.transaction(async (tx) => {
    // The bound tempts the planner to walk the table, which a rare word makes it walk to the end.
    await tx.execute(sql`set local enable_seqscan = off`)
    return queryRows(
      tx,
      z.object({ typed: z.string(), near: z.string() }),
      sql`
      select distinct on (typed) typed, near from (
        select t.word as typed, n.word as near, n.distance, ${papersWith(sql`n.word`, 500)} as papers, own.papers as typed_papers
        from jsonb_to_recordset(${param.json(words.map((word) => ({ word, swaps: swapsOf(word) })))}) as t (word text, swaps text[])
        cross join lateral (select ${papersWith(sql`t.word`, rare)} as papers) own
        cross join lateral (
          select s.word, case when s.word = any(t.swaps) then 0 else levenshtein(s.word, t.word) end as distance
          from search_words s
          where s.word = any(t.swaps)
            or levenshtein_less_equal(s.word, t.word, 2) between 1 and case when length(t.word) > 4 then 2 else 1 end
          order by distance, left(s.word, 1) = left(t.word, 1) desc, s.word limit 30
        ) n
        where own.papers < ${rare} and numnode(plainto_tsquery('english', t.word)) > 0
      ) candidates
      where papers > 0 and papers >= ${clearlyMore} * typed_papers
      order by typed, distance, papers desc, near`,
    )
  })
}

function swapsOf(word: string): string[] {
  const letters = Array.from(word)
  return letters
    .slice(1)
    .map((letter, place) =>
      [...letters.slice(0, place), letter, letters[place], ...letters.slice(place + 2)].join(''),
    )
    .filter((swapped) => swapped !== word)
}

function papersWith(word: SQL, most: number): SQL {
  return sql`(
    select count(*) from (
      select from papers where search @@ plainto_tsquery('english', ${word}) limit ${most}
    ) hits)`
}
