import { parseArgs } from 'node:util';
import { MUTANTS } from './mutants/mutants.ts';
import { run } from './run.ts';

const HELP = `Plays a hub, its agents, their engines and a receiver through bad times, and checks what was promised.

  pnpm sim [--seeds N] [--from SEED] [--stop]

  --seeds N     so many seeds (default 100)
  --from SEED   the first of them (default 1): --from 7 --seeds 1 plays seed 7 again
  --stop        stop at the first seed that fails

Exit codes: 0 all held, 1 something did not, 2 a wrong option.
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    stop: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!(Number.isInteger(seeds) && seeds > 0 && Number.isInteger(from) && from >= 0)) {
  process.stderr.write('sim: expected whole numbers for --seeds and --from\n');
  process.exit(2);
}

const { lyingDisks } = MUTANTS.find(({ name }) => name === process.env['HALE_MUTANT']) ?? {};
const total = new Map<string, number>();
const failed: number[] = [];
const began = performance.now();
let played = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const { violations, tally } = await run({ seed, ...(lyingDisks && { lyingDisks }) });
  played += 1;
  for (const [what, count] of Object.entries(tally)) total.set(what, (total.get(what) ?? 0) + Number(count));
  if (violations.length === 0) continue;
  failed.push(seed);
  process.stdout.write(`seed ${seed} (again: pnpm sim --from ${seed} --seeds 1)\n`);
  for (const { invariant, atMs, what } of violations.slice(0, 5))
    process.stdout.write(`  ${invariant} after ${(atMs / 1_000).toFixed(1)} s: ${what}\n`);
  if (values.stop) break;
}
const seconds = (performance.now() - began) / 1_000;
for (const [what, count] of total) process.stdout.write(`${String(count).padStart(10)}  ${what}\n`);
process.stdout.write(
  `${played} seeds in ${seconds.toFixed(1)} s, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}\n`,
);
process.exit(failed.length > 0 ? 1 : 0);
