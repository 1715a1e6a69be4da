import { expect, it } from 'vitest';
import { defaultData, places, type Surroundings, thisProcess } from './locate.ts';

const here: Surroundings = { env: {}, folder: '/srv', home: '/home/me', hostname: 'box' };
const paths = (flag: string | undefined, env: Surroundings['env']) =>
  places(flag, { ...here, env }).map(({ path, label, namedBy }) => [path, label, namedBy]);

it('the usual places are the working folder, the user, the machine', () => {
  expect(paths(undefined, { HALE_CONFIG: '' })).toEqual([
    ['/srv/hale.yaml', 'hale.yaml', null],
    ['/home/me/.config/hale/hale.yaml', '/home/me/.config/hale/hale.yaml', null],
    ['/etc/hale/hale.yaml', '/etc/hale/hale.yaml', null],
  ]);
  expect(paths(undefined, { XDG_CONFIG_HOME: '/x' })[1]?.[0]).toBe('/x/hale/hale.yaml');
});

it('a place that is named is the only one, a flag before the environment', () => {
  expect(paths(undefined, { HALE_CONFIG: 'a.yaml' })).toEqual([['/srv/a.yaml', 'a.yaml', 'HALE_CONFIG']]);
  expect(paths('../b.yaml', { HALE_CONFIG: 'a.yaml' })).toEqual([['/b.yaml', '../b.yaml', 'flag']]);
});

it('hale remembers where programs of a user do', () => {
  expect(defaultData(here)).toBe('/home/me/.local/state/hale');
  expect(defaultData({ ...here, env: { XDG_STATE_HOME: '/x' } })).toBe('/x/hale');
});

it('the surroundings are those of this process', () => {
  expect(thisProcess({ A: 'b' })).toMatchObject({ env: { A: 'b' }, folder: process.cwd() });
});
