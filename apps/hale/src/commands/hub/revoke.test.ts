import { describe, expect, it } from 'vitest';
import { testHub } from '../../testing/hub.ts';

describe('hale hub revoke', () => {
  it('has the token be good for nothing at once, and can be undone', async () => {
    const hub = await testHub();
    const { token, agent } = await hub.enrol('web-1');
    const bye = async (): Promise<number> => {
      const response = await fetch(`${hub.url}/v1/bye`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
      return response.status;
    };
    expect(await bye()).toBe(400);
    const id = agent.slice(0, 8);
    expect(await hub.hale('hub', 'revoke', id)).toEqual({
      exitCode: 0,
      stdout: `web-1 (${id}) may report no more; what it had reported is history\nto have it back: hale hub invite --agent ${id}\n`,
      stderr: '',
    });
    expect(await bye()).toBe(401);
    expect((await hub.hale('hub', 'revoke', 'web-1')).stdout).toMatch(/could report no more already/);
    expect(JSON.parse((await hub.hale('hub', 'revoke', 'web-1', '--json')).stdout)).toEqual({
      agent,
      host: 'web-1',
    });
  });

  it('asks which, where a host has several, and goes by the one that may report', async () => {
    const hub = await testHub();
    const { agent } = await hub.enrol('web-1');
    await hub.enrol('web-1');
    const { exitCode, stderr } = await hub.hale('hub', 'revoke', 'web-1');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/there are several agents on web-1: \w{8}, \w{8}/);
    await hub.hale('hub', 'revoke', agent);
    expect((await hub.hale('hub', 'revoke', 'web-1')).exitCode).toBe(0);
  });
});
