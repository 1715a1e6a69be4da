import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeEngines, type Engine, startEngine, testImage, until } from './rig/index.ts';

interface Inspect {
  readonly State: {
    readonly Pid: number;
    readonly Running: boolean;
    readonly Health?: { readonly Status: string; readonly Log: readonly { readonly ExitCode: number }[] };
  };
}

describeEngines((engine) => {
  it('answers a ping', async () => {
    const { status, headers, body } = await engine.call('GET', '/_ping');
    expect({ status, body }).toEqual({ status: 200, body: 'OK' });
    expect(headers['server']).toContain(engine.kind === 'docker' ? 'Docker/' : 'Libpod/');
  });

  it('is of the version it is named after', async () => {
    const { body } = await engine.call<{ Version: string }>('GET', '/version');
    expect(`${engine.kind}-${body.Version}`).toContain(`${engine.name}.`);
  });

  it('is seen by the docker CLI, as are the containers run by it and by the rig', async () => {
    const run = await engine.docker('run', '--detach', '--network', 'host', '--name', 'by-cli', testImage);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    await engine.runContainer({ name: 'by-rig' });
    const { stdout } = await engine.docker('ps', '--format', '{{.Names}}');
    expect(stdout.trim().split('\n').toSorted()).toEqual(['by-cli', 'by-rig']);
    expect(await engine.docker('exec', 'by-rig', 'sh', '-c', 'exit 3')).toMatchObject({ code: 3 });
    await engine.removeContainers();
    expect(await engine.docker('ps', '--all', '--quiet')).toMatchObject({ stdout: '' });
  });

  it('keeps its data when its daemon is killed and started again', async () => {
    const { id } = await engine.runContainer({ labels: { kept: 'yes' } });
    await engine.kill();
    await expect(engine.call('GET', '/_ping')).rejects.toThrow(/ECONNREFUSED|ENOENT/);
    await engine.restart();
    const { body } = await engine.call<{ Config: { Labels: object } }>('GET', `/containers/${id}/json`);
    expect(body.Config.Labels).toMatchObject({ kept: 'yes' });
    await engine.removeContainers();
  });

  it('can be made to hang', async () => {
    await engine.freeze();
    const answer = engine.call('GET', '/_ping').then(({ status }) => status);
    expect(await Promise.race([answer, delay(100, 'silence')])).toBe('silence');
    engine.thaw();
    expect(await answer).toBe(200);
  });

  it('leaves nothing behind when stopped', async () => {
    const other = await startEngine(engine.name);
    const { id } = await other.runContainer({ restart: 'always' });
    await other.docker('exec', '--detach', id, 'sleep', '1000');
    const pid = await processOf(other, id);
    const traces = tracesOf(other.folder, id, pid);
    expect(traces()).toContain(`/proc/${pid}/cmdline`);
    await other.stop();
    expect(traces()).toEqual([]);
  });

  it('leaves nothing behind when whoever started it is killed', async () => {
    const rig = new URL('rig/engine.ts', import.meta.url).href;
    const script = `const { startEngine } = await import('${rig}');
      const engine = await startEngine('${engine.name}');
      const { id } = await engine.runContainer();
      const { body } = await engine.call('GET', '/containers/' + id + '/json');
      console.log(JSON.stringify([engine.folder, id, body.State.Pid]));
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = String(await once(createInterface(starter.stdout), 'line'));
    const [folder, id, pid]: [string, string, number] = JSON.parse(line);
    const traces = tracesOf(folder, id, pid);
    expect(traces()).toContain(`/proc/${pid}/cmdline`);
    starter.kill('SIGKILL');
    await until('all traces gone', () => traces().length === 0);
  });
});

describeEngines(
  (engine) => {
    it('flips a native health check to unhealthy', async () => {
      const health = { test: ['CMD', 'false'], intervalMs: 50, timeoutMs: 1_000, retries: 2 };
      const { id } = await engine.runContainer({ health });
      const log = await until('unhealthy', async () => {
        const { body } = await engine.call<Inspect>('GET', `/containers/${id}/json`);
        return body.State.Health?.Status === 'unhealthy' ? body.State.Health.Log : undefined;
      });
      expect(log.map(({ ExitCode }) => ExitCode).slice(0, 2)).toEqual([1, 1]);
    });

    it('listens with mutual TLS', async () => {
      const tls = ['--host', engine.tcp, '--tlsverify'];
      const certificates = ['ca', 'cert', 'key'].map(
        (name) => `--tls${name === 'ca' ? 'cacert' : name}=${engine.certPath}/${name}.pem`,
      );
      expect(
        await engine.docker(...tls, ...certificates, 'version', '--format', '{{.Server.Os}}'),
      ).toMatchObject({ stdout: 'linux\n' });
      expect((await engine.docker(...tls, certificates[0] ?? '', 'version')).stderr).toMatch(
        /tls|certificate/,
      );
    });
  },
  { kind: 'docker', tls: true },
);

async function processOf(engine: Engine, id: string): Promise<number> {
  const { body } = await engine.call<Inspect>('GET', `/containers/${id}/json`);
  return body.State.Pid;
}

/** What of the engine in `folder`, and of its container `id` with process `pid`, is still to be seen on this machine. */
function tracesOf(folder: string, id: string, pid: number): () => readonly string[] {
  const addresses = globSync(`${folder}/containerd-state/*/*/*/address`).map((file) =>
    readFileSync(file, 'utf8'),
  );
  const shims = addresses.map((address) => address.replace('unix://', ''));
  return () => [
    ...globSync('/proc/[0-9]*/cmdline').filter((file) => textOf(file).includes(basename(folder))),
    ...(textOf('/proc/self/mountinfo').includes(folder) ? ['a mount'] : []),
    // A zombie, which waits for the machine's init to notice, has no command line.
    ...(textOf(`/proc/${pid}/cmdline`) === '' ? [] : [`/proc/${pid}/cmdline`]),
    ...globSync([folder, ...shims, `/run/runc/${id}`, `/sys/fs/cgroup/**/*${id}`]),
  ];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
