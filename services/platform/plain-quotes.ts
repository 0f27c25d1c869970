/** The quotes that phones and word processors type, as the search knows them: around words that belong together. */
export function plainQuotes(text: string): string {
  return text.replace(/[“”„‟«»]/g, '"')
}
