import { describe, expect, it } from 'vitest';
import { info } from './info.ts';
import { answering, fixture } from './testing/http.ts';

function told(body: unknown) {
  return info(answering(() => ({ body })).engine);
}

describe('info', () => {
  it('reads a real answer', async () => {
    expect(await told(fixture('info-docker-26.1.json'))).toEqual({
      id: 'bc45672a-129b-4eda-addd-690307b43891',
      name: 'vm',
      serverVersion: '26.1.5',
      osType: 'linux',
      operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
      cgroupVersion: '1',
      liveRestore: false,
      rootless: false,
      systemTime: Date.UTC(2026, 10, 28, 14, 19, 18, 921),
    });
  });

  it.each([
    [['name=seccomp,profile=builtin', 'name=rootless'], true],
    [['name=rootless,version=2'], true],
    [['name=rootlessish'], false],
    [null, false],
  ])('sees in %j whether it is rootless', async (SecurityOptions, rootless) => {
    expect(await told({ ServerVersion: '1', SecurityOptions })).toMatchObject({ rootless });
  });

  it('makes do with a version', async () => {
    expect(await told({ ServerVersion: '1', SystemTime: 'soon' })).toMatchObject({
      id: '',
      systemTime: null,
    });
    await expect(told({})).rejects.toMatchObject({ code: 'protocol', path: 'ServerVersion' });
  });

  it('names the rule that a proxy lacks', async () => {
    const { engine } = answering(() => ({ status: 403 }));
    await expect(info(engine)).rejects.toMatchObject({ hint: expect.stringContaining('INFO=1') });
  });
});
