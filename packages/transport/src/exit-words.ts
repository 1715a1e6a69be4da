/** Linux numbers, the only ones that engines report. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** An exit code with its meaning, where it has one by convention: `137 (SIGKILL)`, `127 (command not found)`. */
export function exitWords(code: number): string {
  const meaning = meaningOf(code);
  return meaning === undefined ? String(code) : `${code} (${meaning})`;
}

function meaningOf(code: number): string | undefined {
  if (code === 126) return 'command cannot be run';
  if (code === 127) return 'command not found';
  return SIGNALS[code - 128];
}
