import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/harness/services.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A green run with a test switched off would lie; .only is for the desk.
    allowOnly: false,
    passWithNoTests: false,
  },
})
