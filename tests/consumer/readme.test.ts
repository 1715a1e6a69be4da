import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hale, runHale, type Simulation, serve, temporaryFolder } from '../cli/hale.ts';
import { root } from './npm-run.ts';

const README = readFileSync(join(root, 'README.md'), 'utf8');
const EXAMPLE = [process.execPath, '-C', '@hale/source', join(root, 'examples/watch-one/main.ts')];

/** The containers as the README calls them, and what becomes of them while its commands run. */
const SCRIPT = `
0ms   shop-web-1    rename web
0ms   shop-db-1     rename db
0ms   shop-api-1    rename api
0ms   shop-worker-1 rename job
2s    job           kill
3s    web           kill
`;

type Expectation =
  /** Ends by itself. */
  | { readonly code: number; readonly says: RegExp }
  /** Runs on, until it is told to stop. */
  | { readonly code: number; readonly saysFirst: RegExp };

const COMMANDS: Readonly<Record<string, Expectation>> = {
  'hale ps': { code: 0, says: /CONDITION +NAME/ },
  'hale ps --all --json': { code: 0, says: /^\[\s*\{/ },
  'hale ps --health unhealthy': { code: 0, says: /./ },
  'hale watch web': { code: 0, says: /stopping → stopped/ },
  'hale watch web --propagate': { code: 137, says: /exit code 137/ },
  'hale watch web --poll 1s': { code: 0, says: /healthy → stopped/ },
  'hale wait db api --for healthy --timeout 2m': { code: 0, says: /healthy/ },
  'hale wait job --for stopped': { code: 0, says: /stopped/ },
  'hale doctor': { code: 0, says: /the stream stands/ },
  'hale up --json': { code: 0, saysFirst: /"cause":"baseline"/ },
  'hale agent': { code: 0, saysFirst: /healthy|running/ },
  'hale simulate --socket /tmp/hale.sock --seed 7': { code: 143, saysFirst: /hale\.sock/ },
};

async function production(): Promise<Simulation> {
  const folder = await temporaryFolder();
  const script = join(folder, 'script');
  await writeFile(script, SCRIPT);
  return serve(join(folder, 'engine.sock'), ['--script', script]);
}

const written = [...README.matchAll(/^pnpm (hale .*)$/gm)].map(([, line]) => line ?? '');

it('tests every command that the README names', () => {
  expect(written).toEqual(Object.keys(COMMANDS));
});

describe.each(Object.entries(COMMANDS))('%s', (line, expected) => {
  it('does what the README says', async () => {
    const folder = await temporaryFolder();
    const argv = line.replace('/tmp/hale.sock', join(folder, 'hale.sock')).split(' ').slice(1);
    const { env } = await production();
    if ('says' in expected) {
      const { code, stdout, stderr } = await runHale(argv, { env });
      expect({ code, stderr }).toMatchObject({ code: expected.code });
      expect(stdout + stderr).toMatch(expected.says);
      return;
    }
    const hale = new Hale(argv, { env });
    await hale.until('it says something', ({ stdout }) => expected.saysFirst.test(stdout));
    hale.process.kill('SIGTERM');
    expect(await hale.exit).toBe(expected.code);
  });
});

describe('npm start and npm test', () => {
  it('are what the README says they are', () => {
    expect([...README.matchAll(/^\| `(npm [a-z]+)` \|/gm)].map(([, line]) => line)).toEqual([
      'npm start',
      'npm test',
    ]);
  });

  it('npm start shows a simulated engine where there is none, and says so', async () => {
    const options = {
      env: { NO_COLOR: '1', XDG_RUNTIME_DIR: '/nonexistent' },
      via: ['npm', '--prefix', root, 'start'],
    };
    const hale = new Hale([], options);
    await hale.until('it watches', ({ lines }) => lines.some((text) => text.includes('SIMULATED')));
    expect(hale.stderr).toContain('--host');
    hale.process.kill('SIGTERM');
    await hale.exit;
  });
});

describe('examples/watch-one', () => {
  const run = (name: string, env: Readonly<Record<string, string>>) => runHale([name], { env, via: EXAMPLE });

  it('tells what it is, and ends when the container stops', async () => {
    const { env } = await production();
    const { code, stdout, stderr } = await run('web', env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      'has a healthcheck',
      'runs',
      'healthy',
      'healthy → stopping',
      'stopping → stopped',
    ]);
  });

  it('fails where there is no such container, and where there is no engine', async () => {
    const { env } = await production();
    expect(await run('nobody', env)).toMatchObject({ code: 1, stdout: '' });
    expect(await run('web', { DOCKER_HOST: 'unix:///nonexistent.sock' })).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});

it('the program in the README type-checks as it stands in the example', () => {
  const [, program = ''] = /```ts\n([^]*?)```/.exec(README) ?? [];
  for (const [, names, from] of program.matchAll(/^import \{(.*)\} from '(.*)';$/gm)) {
    const imported = (names ?? '').split(',').map((name) => name.trim().split(' ')[0]);
    const check = `const m = await import('${from}'); process.exit(${JSON.stringify(imported)}.every((n) => n in m) ? 0 : 1)`;
    const { status } = spawnSync(
      process.execPath,
      ['-C', '@hale/source', '--input-type=module', '-e', check],
      {
        cwd: join(root, 'examples/watch-one'),
      },
    );
    expect({ names, status }).toEqual({ names, status: 0 });
  }
});
