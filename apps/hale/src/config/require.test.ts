import { expect, it } from 'vitest';
import { requireSettings } from './require.ts';
import { testFolder } from './testing/folder.ts';

it('gives the settings where they are good', async () => {
  const { load } = await testFolder();
  expect(requireSettings(await load({ HALE_NAME: 'x' })).name).toBe('x');
});

it('throws the first problem where they are not', async () => {
  const { load, write } = await testFolder();
  await write('work/hale.yaml', 'log: 1\ntell: 2\nengine: 3\n');
  const loaded = await load();
  expect(() => requireSettings(loaded)).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      message: 'hale.yaml:1:1 log: expected a mapping, got a number',
      path: 'log',
      hint: 'hale config check lists 2 more.',
    }),
  );
  const flag = await load({}, { file: await write('good.yaml', ''), flags: { listen: 'x' } });
  expect(() => requireSettings(flag)).toThrow(expect.objectContaining({ path: '--listen' }));
});
