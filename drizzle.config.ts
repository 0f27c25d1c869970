import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './services/*/tables.ts',
  out: './migrations',
  casing: 'snake_case',
})
