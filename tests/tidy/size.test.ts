import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { areaOf } from './areas.ts';
import { root } from './tree.ts';

const MAX_CORE_GZIP_BYTES = 10 * 1024;

it('the core bundles to itself alone, within its budget', async () => {
  const build = await rolldown({ input: 'packages/core/src/index.ts', cwd: root, external: /^node:/ });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();

  expect(output).toHaveLength(1);
  const [{ code, imports, dynamicImports, moduleIds }] = output;
  expect([...imports, ...dynamicImports], 'the root entry imports nothing').toEqual([]);
  expect(
    moduleIds.filter((id) => areaOf(relative(root, id)) !== 'core'),
    'the root entry is the core alone',
  ).toEqual([]);
  const size = gzipSync(code).length;
  expect(size).toBeLessThanOrEqual(MAX_CORE_GZIP_BYTES);
  expect(size, 'the bundle is empty: the entry lost its exports').toBeGreaterThan(1024);
});
