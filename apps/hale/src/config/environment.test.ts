import { CONDITIONS } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { readEnvironment, VARIABLES } from './environment.ts';
import { problemText } from './problem.ts';

const read = (env: Record<string, string>) => readEnvironment(env, '/srv');

describe('the environment', () => {
  it.each<[string, string, readonly string[], unknown]>([
    ['HALE_NAME', 'web-3', ['name'], 'web-3'],
    ['HALE_NAME', 'true', ['name'], 'true'],
    ['HALE_DATA', 'state', ['data'], '/srv/state'],
    ['HALE_DATA', 'memory', ['data'], 'memory'],
    ['HALE_OUTPUT', 'true', ['output'], true],
    ['HALE_OUTPUT', 'yes', ['output'], 'yes'],
    ['HALE_TELL_OOM_KILLED', 'false', ['tell', 'oom-killed'], false],
    ['HALE_TELL_CRASHED', '30s', ['tell', 'crashed'], '30s'],
    ['HALE_HUB_URL', 'https://hub/', ['hub', 'url'], 'https://hub/'],
    ['HALE_HUB_TOKEN_FILE', 'hub', ['hub', 'token'], { file: '/srv/hub' }],
    ['HALE_PING_URL', 'https://p/', ['ping'], 'https://p/'],
    ['HALE_PING_URL_FILE', 'ping', ['ping'], { file: '/srv/ping' }],
    ['HALE_SLACK_WEBHOOK_URL_FILE', '/run/s', ['destinations', 'slack', 'slack', 'url'], { file: '/run/s' }],
  ])('%s=%s sets a value', (source, text, path, value) => {
    expect(read({ [source]: text })).toEqual({
      overrides: [{ source, path, value }],
      problems: [],
      warnings: [],
    });
  });

  it('has a variable for each condition, and none twice', () => {
    const names = VARIABLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('HALE_TELL_'))).toHaveLength(CONDITIONS.length);
  });

  it('takes no variable for set that is empty, as compose files make them', () => {
    expect(read({ HALE_NAME: '', HALE_PING_URL: '', HALE_PING_URL_FILE: '' })).toEqual({
      overrides: [],
      problems: [],
      warnings: [],
    });
  });

  it('does not choose between a secret and its file', () => {
    const { overrides, problems } = read({ HALE_PING_URL: 'a', HALE_PING_URL_FILE: 'b' });
    expect(problems.map(problemText)).toEqual([
      'HALE_PING_URL_FILE: expected this or HALE_PING_URL, got both',
    ]);
    expect(overrides).toEqual([]);
  });

  it('warns of what nobody reads, and names what was probably meant', () => {
    const env = { HALE_LISTN: 'x', HALE_WHATEVER: 'x', HALE_NAME_FILE: 'x', hale_name: 'x', HALEX: 'x' };
    expect(read(env).warnings.map(problemText)).toEqual([
      'HALE_LISTN: there is no such setting; did you mean HALE_LISTEN?',
      'HALE_NAME_FILE: there is no such setting',
      'HALE_WHATEVER: there is no such setting',
    ]);
  });

  it.each(['HALE_CONFIG', 'HALE_SEED', 'HALE_SERVICE_HOST', 'HALE_PORT', 'HALE_PORT_4253_TCP_ADDR'])(
    'says nothing of %s',
    (name) => {
      expect(read({ [name]: 'x' })).toEqual({ overrides: [], problems: [], warnings: [] });
    },
  );
});
