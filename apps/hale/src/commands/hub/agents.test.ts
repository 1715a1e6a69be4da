import { describe, expect, it } from 'vitest';
import { testHub } from '../../testing/hub.ts';

const rows = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd().split(/ {2,}/).join(' | '));

describe('hale hub agents', () => {
  it('says how to begin where there is none', async () => {
    const hub = await testHub();
    expect(await hub.hale('hub', 'agents')).toEqual({
      exitCode: 0,
      stdout: 'no agent has enrolled yet: hale hub invite\n',
      stderr: '',
    });
    expect((await hub.hale('hub', 'agents', '--json')).stdout).toBe('[]\n');
  });

  it('lists who may report, and with --all who may not', async () => {
    const hub = await testHub();
    const { agent } = await hub.enrol('web-1');
    const { agent: other } = await hub.enrol('db-1');
    await hub.hale('hub', 'revoke', 'web-1');
    await hub.clock.advance(60_000);
    const heading =
      'STATE | HOST | AGENT | SINCE | HEARD | CONTAINERS | ENGINE | VERSION | REMEMBERS | TELLS';
    const enrolled = `+ enrolled | db-1 | ${other.slice(0, 8)} | 60s | - | - | Docker 29.1 | - | on disk | hub`;
    expect(rows((await hub.hale('hub', 'agents')).stdout)).toEqual([heading, enrolled]);
    expect(rows((await hub.hale('hub', 'agents', '--all')).stdout)).toEqual([
      heading,
      enrolled,
      `- revoked | web-1 | ${agent.slice(0, 8)} | 60s | - | - | Docker 29.1 | - | on disk | hub`,
    ]);
  });
});
