import type { Db } from '../platform/db/connect.ts'
import { endPrivacyRequest, requirePrivacyLink } from './export-link.ts'
import { type ExportDeps, type PersonalData, readPersonalData } from './export-store.ts'

/**
 * All that is kept of the person behind a mailed link (GDPR articles 15 and 20). The link is used up.
 * @throws DomainError PRIVACY_LINK_EXPIRED
 */
export function exportByLink(deps: ExportDeps & { readonly db: Db }, token: string): Promise<PersonalData> {
  return deps.db.transaction(async (db) => {
    const { email, requestId } = await requirePrivacyLink({ db, now: deps.now }, { token, kind: 'export' })
    const data = await readPersonalData({ ...deps, db }, email)
    await endPrivacyRequest(db, requestId)
    return data
  })
}
