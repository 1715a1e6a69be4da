import { describe, expect, it } from 'vitest';
import { adminToken } from './admin-token.ts';

const TOKEN = `hale_${'t'.repeat(43)}`;
const ANY = { host: '0.0.0.0', port: 4253 };
const shown = (data: string | null, from = 'default', listen = ANY): string =>
  adminToken(TOKEN, { data, from: () => from }, listen);

describe('the admin token', () => {
  it('stands alone on its line, and what to do next is a command that works here', () => {
    expect(shown('/var/lib/hale')).toBe(`${'─'.repeat(72)}
  The admin token of this new hub, shown once: keep it.

    ${TOKEN}

  Next, on this machine:
    hale hub invite   prints the command that has a host report here
    hale hub agents   shows who does
${'─'.repeat(72)}
`);
    expect(shown('/srv/x', '--data')).toContain('    hale hub invite --data /srv/x   ');
    expect(shown('/srv/x', 'HALE_DATA')).toContain('    hale hub invite   ');
  });

  it.each([
    [ANY, 'http://127.0.0.1:4253/'],
    [{ host: '::', port: 80 }, 'http://127.0.0.1:80/'],
    [{ host: '10.0.0.7', port: 1 }, 'http://10.0.0.7:1/'],
    [{ host: '::1', port: 1 }, 'http://[::1]:1/'],
  ])('is needed for what to do next where the hub is in memory: %j', (listen, url) => {
    expect(shown(null, '--data', listen)).toContain(`-X POST ${url}invitations `);
    expect(shown(null, '--data', listen)).not.toContain('hale hub invite');
  });
});
