/**
 * A refusal that a caller can act on. `code` is NOUN_PROBLEM; the HTTP layer maps codes to status in one table.
 * `fields` names the inputs at fault, each with what to do.
 */
export class DomainError<Code extends string = string> extends Error {
  readonly code: Code
  readonly fields: Readonly<Record<string, string>>

  constructor(
    code: Code,
    message: string,
    options: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.fields = options.fields ?? {}
  }
}
