import { expect, it } from 'vitest';
import { Hale, runHale } from '../cli/hale.ts';
import { describeEngines, type Engine } from './rig/index.ts';

const PACE = { 'hale.interval': '200ms', 'hale.timeout': '2s', 'hale.retries': '2' };

interface Record {
  readonly name: string;
  readonly condition: string;
  readonly health: { readonly Status: string; readonly Log: readonly { readonly Output: string }[] } | null;
}

describeEngines((engine: Engine) => {
  const env = { DOCKER_HOST: `unix://${engine.socket}` };
  // The rig's engines have no bridge: all share the host's ports.
  const port = { 'docker-20.10': 28_201, 'docker-26.1': 28_261, 'podman-4.3': 28_431 }[engine.name];

  it('watch, wait and ps go by an http check from labels', async () => {
    const cmd = ['sh', '-c', `httpd -f -p 127.0.0.1:${port} -h /www`];
    const labels = { ...PACE, 'hale.check.http': `:${port}/index.html` };
    await engine.runContainer({ name: 'site', cmd, labels });
    expect((await runHale(['wait', 'site', '--timeout', '20s'], { env })).code).toBe(0);

    const hale = new Hale(['watch', 'site', '--json'], { env });
    const told = (): string[] => hale.lines.map((line) => JSON.parse(line).to);
    await hale.until('healthy', () => told().at(-1) === 'healthy');
    await engine.docker('exec', 'site', 'mv', '/www/index.html', '/www/gone.html');
    await hale.until('unhealthy', () => told().at(-1) === 'unhealthy');
    expect(JSON.parse(hale.lines.at(-1) ?? '')).toMatchObject({
      cause: 'probe',
      output: expect.stringContaining('404'),
    });
    await engine.docker('exec', 'site', 'mv', '/www/gone.html', '/www/index.html');
    await hale.until('healthy again', () => told().at(-1) === 'healthy');
    await engine.docker('kill', 'site');
    expect(await hale.exit).toBe(0);
    expect(told().slice(-3)).toEqual(['healthy', 'stopping', 'stopped']);
  });

  it('ps looks once, and says what it found', async () => {
    const labels = { ...PACE, 'hale.retries': '1', 'hale.check.tcp': String(port) };
    await engine.runContainer({ name: 'deaf', labels });
    const { stdout } = await runHale(['ps', '--json'], { env });
    const deaf = (JSON.parse(stdout) as Record[]).find(({ name }) => name === 'deaf');
    expect(deaf).toMatchObject({ condition: 'unhealthy', health: { Status: 'unhealthy' } });
    expect(deaf?.health?.Log[0]?.Output).toContain('nothing listens there');
    await engine.removeContainers();
  });

  it('an exec check is run only where that is allowed', async () => {
    const labels = { ...PACE, 'hale.check.exec': 'cat /etc/passwd' };
    await engine.runContainer({ name: 'checked', labels });
    const one = async (...flags: string[]): Promise<string> => {
      const { stdout } = await runHale([...flags, 'ps', '--json'], { env });
      return (JSON.parse(stdout) as Record[]).find(({ name }) => name === 'checked')?.condition ?? '';
    };
    expect(await one()).toBe('running');
    expect(await one('--allow-exec')).toBe('healthy');
    await engine.removeContainers();
  });

  it('a label that is no check is named, and the rest goes on', async () => {
    await engine.runContainer({ name: 'wrong', labels: { 'hale.check.tcp': 'many' } });
    const hale = new Hale(['up'], { env });
    await hale.until('it is named', ({ stderr }) => stderr.includes('hale.check.tcp'));
    await hale.until('it is seen', ({ stdout }) => stdout.includes('wrong'));
    expect(hale.stderr).toContain('many');
    hale.process.kill('SIGTERM');
    expect(await hale.exit).toBe(0);
    const doctor = await runHale(['doctor'], { env });
    expect(doctor).toMatchObject({ code: 0, stdout: expect.stringContaining('wrong: hale.check.tcp') });
    await engine.removeContainers();
  });
});
