// `pnpm soak NAME [--seed S] [--rounds N]`: the long form of a proof whose short form is part of `npm test`.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, rounds: { type: 'string', default: '10' } },
});
// A proof has a long form if it asks for the number of rounds.
const proofs = globSync('tests/engine/*.test.ts', { cwd: root })
  .filter((path) => readFileSync(root + path, 'utf8').includes("env['HALE_ROUNDS']"))
  .toSorted();
const names = proofs.map((path) => basename(path, '.test.ts'));
const proof = proofs[names.indexOf(positionals[0] ?? '')];
if (proof === undefined) {
  process.stderr.write(`soak: which proof? There are: ${names.join(', ')}\n`);
  process.exit(2);
}
const env = { ...process.env, HALE_ENGINES: 'required', HALE_ROUNDS: values.rounds };
if (values.seed !== undefined) env.HALE_SEED = values.seed;
const args = ['run', '--config', 'vitest.workspace.ts', '--project', 'engine', '--testTimeout', '0', proof];
spawn('vitest', args, { cwd: root, env, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
