import { processIo } from './process-io.ts';
import { run } from './program.ts';

const io = processIo();
process.exitCode = await run(process.argv.slice(2), io);
// A reader that has stopped reading must not hold back the end.
if (io.signal.aborted) process.exit();
