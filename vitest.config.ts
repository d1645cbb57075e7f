import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Generous times: tests that start processes are slow on a busy machine. One worker on two cores would idle. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/choose-seed.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
