/** How a scripted probe may go, as a command of busybox's shell. Only one output is used at a time: moby mixes two as they come. */
export const QUICK = {
  pass: 'exit 0',
  'pass with a word': 'echo fine',
  'exit 1': 'echo no >&2; exit 1',
  'exit 2': 'exit 2',
  'exit 126': 'echo 126; exit 126',
  'exit 127': 'exit 127',
  'exit 137': 'exit 137',
  'exit 255': 'exit 255',
  'kills itself': 'echo last words; kill -9 $$',
  'unknown program': 'exec /nope',
  'no newline': 'printf "no newline"; exit 1',
  'blank lines': 'printf "\\n\\n \\r\\n"',
  '4096 bytes': 'head -c 4096 /dev/zero | tr "\\0" x',
  '4097 bytes': 'head -c 4097 /dev/zero | tr "\\0" x; exit 1',
  '20 kB': 'yes hale | head -c 20000; exit 5',
  'a character cut after 1 byte': 'head -c 4095 /dev/zero | tr "\\0" x; printf "\\342\\202\\254"; exit 1',
  'a character cut after 2 bytes': 'head -c 4094 /dev/zero | tr "\\0" x; printf "\\342\\202\\254"',
  'bad UTF-8': 'printf "a\\377\\376b\\300\\200c\\355\\240\\200d\\360\\237\\230e\\342\\202"; exit 1',
  'a NUL': 'printf "a\\000b"; exit 1',
  'closes its output': 'exec >&- 2>&-; sleep 0.3; exit 4',
} as const;

/** Those that take as long as the timeout or, for a child that holds the output, two seconds. */
export const SLOW = {
  'silent hang': 'exec sleep 60',
  'hang with a word': 'echo partly; exec sleep 60',
  'hang after a flood': 'yes | head -c 9000; exec sleep 60',
  'hang after bad UTF-8': 'printf "\\342\\202"; exec sleep 60',
  'deaf to SIGTERM': 'trap "" TERM; echo deaf; while :; do sleep 1; done',
  'a child holds the output': 'sleep 20 & echo hi; exit 3',
} as const;
