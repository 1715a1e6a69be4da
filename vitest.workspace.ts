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

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      { ...source, test: { name: 'unit', include: ['{packages,apps}/*/src/**/*.test.ts'] } },
      { ...source, test: { name: 'tidy', include: ['tests/tidy/**/*.test.ts'] } },
      {
        ...source,
        test: {
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          globalSetup: ['tests/engine/rig/announce.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        ...source,
        test: { name: 'consumer', include: ['tests/consumer/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
