import { describe, expect, it } from 'vitest';
import type { ExecState } from './inspect.ts';
import { startFailure } from './start-failure.ts';

function ended(exitCode: number, pid: number): ExecState {
  return { running: false, exitCode, pid };
}

function failure(
  kind: 'docker' | 'podman',
  state: ExecState,
  { text = '', stderr = '', seenRunning = false } = {},
): string | null {
  return startFailure({ kind }, { state, output: { text, stderr }, seenRunning });
}

// As measured on Docker 20.10 and Podman 4.3.
const DOCKER = 'OCI runtime exec failed: exec: "/nope": no such file or directory: unknown\r\n';
const PODMAN =
  'Error: runc: exec failed: "/nope": OCI runtime attempted to invoke a command that was not found\n';

describe('startFailure', () => {
  it("knows Docker's by the process that never was", () => {
    expect(failure('docker', ended(126, 0), { text: DOCKER })).toBe(DOCKER.slice(0, -2));
    expect(failure('docker', ended(127, 0), { text: DOCKER })).not.toBeNull();
  });

  it("takes a program's own 126 for what it is", () => {
    expect(failure('docker', ended(126, 41), { text: DOCKER })).toBeNull();
    expect(failure('podman', ended(126, 0), { text: 'mine' })).toBeNull();
  });

  it("knows Podman's by its words, where each ended process has number 0", () => {
    const said = { text: PODMAN, stderr: PODMAN };
    expect(failure('podman', ended(127, 0), said)).toBe(PODMAN.trimEnd());
    expect(failure('podman', ended(127, 0), { text: PODMAN })).toBeNull();
    expect(failure('podman', ended(1, 0), said)).toBeNull();
    expect(failure('podman', ended(127, 0), { stderr: 'sh: nope: not found' })).toBeNull();
  });

  it('believes a process that was seen, whatever it prints', () => {
    const said = { text: PODMAN, stderr: PODMAN, seenRunning: true };
    expect(failure('podman', ended(127, 0), said)).toBeNull();
    expect(failure('docker', ended(126, 0), said)).toBeNull();
  });

  it('says nothing of one that still runs', () => {
    expect(failure('docker', { running: true, exitCode: null, pid: 0 })).toBeNull();
  });
});
