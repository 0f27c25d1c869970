import { z } from 'zod'
import { DomainError } from '../platform/errors.ts'
import type { LinkSigner } from '../platform/links.ts'

const Params = z.object({ token: z.string().min(1).max(300) })
const SubscriberId = z.coerce.number().int().positive()

export function readToken(params: unknown): string {
  return Params.parse(params).token
}

/**
 * The subscriber a signed link belongs to.
 * @throws DomainError LINK_INVALID when we did not make the link, or not for this purpose.
 */
export function requireSubscriberId(
  links: LinkSigner,
  purpose: 'unsubscribe' | 'preferences',
  params: unknown,
): number {
  const subject = SubscriberId.safeParse(links.verify(purpose, readToken(params)))
  if (!subject.success)
    throw new DomainError('LINK_INVALID', 'This link is not one of ours, or was cut short.')
  return subject.data
}
