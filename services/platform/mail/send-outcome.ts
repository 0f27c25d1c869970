/** What is known of one attempt to hand a message to the server. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly response: string }
  /** The server answered no: `status` is the SMTP reply code, `enhanced` the RFC 3463 code where it gave one. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly enhanced?: string | undefined
      readonly reason: string
    }
  /** The message surely did not leave: no connection, no TLS, no login, or lost before its first byte. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** The connection ended without a reply after the first byte: it may have been delivered (RFC 1047). */
  | { readonly kind: 'unknown'; readonly reason: string }

/** The words of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
