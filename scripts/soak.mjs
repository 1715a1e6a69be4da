// `pnpm soak NAME [--seed S] [--rounds N]`: the long form of a proof whose short form is part of `npm test`.
// `pnpm soak fleet` takes also [--agents 20] [--hub-kills 100] [--agent-kills 200]; its rounds are 1.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    rounds: { type: 'string' },
    agents: { type: 'string', default: '20' },
    'hub-kills': { type: 'string', default: '100' },
    'agent-kills': { type: 'string', default: '200' },
  },
});
// A proof has a long form if it asks for the number of rounds.
const proofs = globSync('tests/{engine,fleet}/*.test.ts', { cwd: root })
  .filter((path) => readFileSync(root + path, 'utf8').includes("env['HALE_ROUNDS']"))
  .toSorted();
const names = proofs.map((path) => basename(path, '.test.ts'));
const proof = proofs[names.indexOf(positionals[0] ?? '')];
if (proof === undefined) {
  process.stderr.write(`soak: which proof? There are: ${names.join(', ')}\n`);
  process.exit(2);
}
const [, project = ''] = proof.split('/');
const env = { ...process.env, HALE_ENGINES: 'required' };
env.HALE_ROUNDS = values.rounds ?? (project === 'fleet' ? '1' : '10');
if (values.seed !== undefined) env.HALE_SEED = values.seed;
if (project === 'fleet') {
  const { agents, 'hub-kills': hubKills, 'agent-kills': agentKills } = values;
  env.HALE_FLEET = JSON.stringify({ agents, hubKills, agentKills });
}
const args = ['run', '--config', 'vitest.workspace.ts', '--project', project, '--testTimeout', '0', proof];
spawn('vitest', args, { cwd: root, env, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
