import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hale, runHale, serve, simulation, temporaryFolder } from './hale.ts';

describe('an engine that goes away', () => {
  it('makes the container unknown, until it is back', async () => {
    const { socket, env, hale: engine } = await simulation();
    const hale = new Hale(['watch', 'registry'], { env });
    await hale.until('it watches', ({ lines }) => lines.length > 0);
    engine.process.kill('SIGTERM');
    await engine.exit;
    await hale.until('unknown', ({ stdout }) => stdout.includes('running → unknown'));
    await serve(socket);
    // Another engine, to whom the container is not known.
    await hale.until('it is told', ({ lines }) => lines.length > 2);
    expect(hale.lines.at(-1)).toMatch(/registry {2}unknown → removed/);
    expect(await hale.exit).toBe(0);
  });

  it('ends a watch after --engine-timeout, with exit code 2', async () => {
    const { env, hale: engine } = await simulation();
    const hale = new Hale(['watch', 'registry', '--engine-timeout', '200ms'], { env });
    await hale.until('it watches', ({ lines }) => lines.length > 0);
    engine.process.kill('SIGTERM');
    expect(await hale.exit).toBe(2);
    expect(hale.stderr).toBe('hale: the engine has been out of sight for 200ms\n');
  });
});

describe('an engine that cannot be reached', () => {
  it('is an error when it was named, and never replaced by a simulated one', async () => {
    const nowhere = 'unix:///nonexistent/engine.sock';
    for (const options of [
      { argv: ['up', '--host', nowhere] },
      { argv: ['up'], env: { DOCKER_HOST: nowhere } },
      { argv: ['up', '--context', 'nonesuch'] },
      { argv: ['up'], env: { DOCKER_CONTEXT: 'nonesuch' } },
    ]) {
      const { code, stdout, stderr } = await runHale(options.argv, { env: options.env ?? {} });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^hale: .*nonexistent|^hale: .*nonesuch/);
    }
  });

  it('is an error when its socket exists and refuses, with what to do about it', async () => {
    const folder = await temporaryFolder();
    const stale = join(folder, 'docker.sock');
    await writeFile(stale, '');
    const { code, stdout, stderr } = await runHale(['up'], { env: { XDG_RUNTIME_DIR: folder } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^hale: unix:\/\/\S+docker\.sock: .*\n {2}\S.*\n$/);
  });

  it('is an error when it is something else', async () => {
    const folder = await temporaryFolder();
    const socket = join(folder, 'docker.sock');
    const other = createServer((connection) =>
      connection.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'),
    );
    await new Promise<void>((resolve) => other.listen(socket, resolve));
    const { code, stderr } = await runHale(['ps'], { env: { DOCKER_HOST: `unix://${socket}` } });
    other.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^hale: .*not as a container engine/);
  });
});
