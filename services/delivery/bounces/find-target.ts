import type { LinkSigner } from '../../platform/links.ts'
import { readBounceAddress, readEnvelopeId, readMessageId, type Target } from './verp.ts'

/** Where a report may tell which mail it is about. Empty: it does not say. */
export type Clues = {
  readonly addresses: readonly string[]
  readonly envelopeId?: string
  readonly messageId?: string
}

type Deps = { readonly links: LinkSigner; readonly bounceDomain: string | undefined }

const inOurForm = /^<?[bdn]\+?\d{1,15}\.[0-9a-f]{16}(@|$)/i

/**
 * The mail a report is about: by the address it came back to, else the ENVID, else the Message-ID it returns, each proved
 * by its MAC. `forged`: something looks like ours and is not.
 */
export function findTarget(deps: Deps, clues: Clues): Target | 'forged' | 'unmatched' {
  for (const address of clues.addresses) {
    const read = readBounceAddress(deps, address)
    if (read?.kind === 'delivery' || read?.kind === 'notice') return read
  }
  const { envelopeId = '', messageId = '' } = clues
  const target = readEnvelopeId(deps.links, envelopeId) ?? readMessageId(deps.links, messageId)
  if (target) return target
  const texts = [...clues.addresses, envelopeId, messageId]
  return texts.some((text) => inOurForm.test(text.trim())) ? 'forged' : 'unmatched'
}
