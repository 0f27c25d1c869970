import { fileURLToPath } from 'node:url'

export const templatesFolder = fileURLToPath(new URL('../../templates/emails', import.meta.url))
