/** What a command gets of the process that runs it. */
export type Cli = {
  readonly out: Output
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** Aborts on Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
}

export type Output = {
  /**
   * Resolves when the reader of the pipe keeps up.
   * @throws OutputClosedError once nobody reads any more, as after `| head`.
   */
  write(text: string): Promise<void>
}

/** The command was given wrongly: exit code 2. What is wrong and what to do stands in the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Nobody reads the output any more. Not a failure: the command ends early and quietly. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError'
}

/** The command did what it could and says itself what went wrong: exit code 1, no further message. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure'
}
