import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed, N skipped` as the very last line, which vitest itself has no form for. */
const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      count.failed += module.errors().length > 0 ? 1 : 0;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length > 0 ? 1 : 0;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    process.on('exit', () =>
      process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`),
    );
  },
};

const conditions = ['@hale/source'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };
/** A machine under load is slow, not wrong: what these bound is only how long a failure takes. */
const patient = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      { ...source, test: { ...patient, name: 'unit', include: ['{packages,apps}/*/src/**/*.test.ts'] } },
      { ...source, test: { ...patient, name: 'tidy', include: ['tests/tidy/**/*.test.ts'] } },
      { ...source, test: { ...patient, name: 'cli', include: ['tests/cli/**/*.test.ts'] } },
      {
        ...source,
        test: { ...patient, name: 'consumer', include: ['tests/consumer/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        ...source,
        test: {
          ...patient,
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          ...patient,
          name: 'fleet',
          include: ['tests/fleet/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          ...patient,
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          globalSetup: ['tests/engine/rig/announce.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
