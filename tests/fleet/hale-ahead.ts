// `hale`, with a clock that is ahead of this machine's by the first argument, in milliseconds.
import { processIo } from '../../apps/hale/src/process-io.ts';
import { run } from '../../apps/hale/src/program.ts';

const [ahead, ...argv] = process.argv.slice(2);
const io = processIo();
const clock = { ...io.clock, now: () => io.clock.now() + Number(ahead) };
process.exitCode = await run(argv, { ...io, clock });
if (io.signal.aborted) process.exit();
