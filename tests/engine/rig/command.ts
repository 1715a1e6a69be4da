import { execFile } from 'node:child_process';

export interface CommandResult {
  /** The exit code; 137 when the command had to be killed at its deadline. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. A docker CLI that hangs ignores SIGTERM, so the deadline kills. */
export function runCommand(
  file: string,
  args: readonly string[],
  { env = process.env, withinMs = 30_000 }: { env?: NodeJS.ProcessEnv; withinMs?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: 64 << 20 } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error);
      else resolve({ code: error ? (error.code ?? 137) : 0, stdout, stderr });
    });
  });
}
