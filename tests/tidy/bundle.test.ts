import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { root } from './tree.ts';

/** As a bundler for Workers takes it: nothing of Node, everything in one file. */
async function bundle(input: string) {
  const build = await rolldown({
    input,
    cwd: root,
    platform: 'browser',
    external: /^node:/,
    resolve: { conditionNames: ['@hale/source', 'workerd', 'worker', 'import', 'default'] },
  });
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
  await build.close();
  const [{ code, imports, dynamicImports }] = output;
  return { gzipBytes: gzipSync(code).length, imports: [...imports, ...dynamicImports] };
}

describe.each([
  ['the app of an agent', 'packages/agent/src/app/app.ts', 60],
  ['the app of a hub, and the hub', 'packages/hub/src/index.ts', 90],
  ['the whole agent with its app', 'packages/agent/src/index.ts', 100],
])('%s', (_, input, maxGzipKiB) => {
  it(`runs where there is no Node, in ${maxGzipKiB} KiB`, async ({ annotate }) => {
    const { gzipBytes, imports } = await bundle(input);
    await annotate(`${(gzipBytes / 1024).toFixed(1)} KiB of gzip`);
    expect(imports, 'a Worker has none of these').toEqual([]);
    expect(gzipBytes / 1024).toBeLessThanOrEqual(maxGzipKiB);
    expect(gzipBytes, 'the bundle is empty: the entry lost its exports').toBeGreaterThan(10 * 1024);
  });
});
