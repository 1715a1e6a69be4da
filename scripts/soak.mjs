// `pnpm soak NAME [--seed S] [--rounds N]`: the long form of a proof whose short form is part of `npm test`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, rounds: { type: 'string', default: '10' } },
});
const [name = ''] = positionals;
const proof = `tests/engine/${name}.test.ts`;
if (!/^[a-z-]+$/.test(name) || !existsSync(root + proof)) {
  process.stderr.write('soak: which proof? There is: parity\n');
  process.exit(2);
}
const env = { ...process.env, HALE_ENGINES: 'required', HALE_ROUNDS: values.rounds };
if (values.seed !== undefined) env.HALE_SEED = values.seed;
const args = ['run', '--config', 'vitest.workspace.ts', '--project', 'engine', '--testTimeout', '0', proof];
spawn('vitest', args, { cwd: root, env, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
