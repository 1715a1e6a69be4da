/**
 * Where engines differ, as data: what was measured on each, so that a check need not be weakened for the others. Sections
 * are those of moby's behaviour as hale's specification has it; Podman's are 4.6 there.
 */
export interface Habits {
  readonly kind: 'docker' | 'podman';
  /** Each story is one container's, without execs and what only Podman tells (init, cleanup). */
  readonly stories: Stories;
  /** Told or not, as it happens. */
  readonly mayTell: readonly string[];
  /** Whether die and stop come in either order, as two threads of the engine race. */
  readonly racesAtStop: boolean;
  /** Whether `ancestor` finds an image by the name it was created with. */
  readonly knowsAncestor: boolean;
  /** Whether a list without `all` has paused ones too. */
  readonly listsPaused: boolean;
  /** Whether a signal that does not end it wakes a paused container. */
  readonly signalUnpauses: boolean;
  /** Whether it runs the checks of containers: Podman leaves that to systemd timers, which the rig has not. */
  readonly runsChecks: boolean;
  readonly missingProgram: MissingProgram;
  /** Whether the output of a check that timed out is kept: since 24.0. */
  readonly keepsTimedOutOutput: boolean;
}

export interface Stories {
  readonly run: Story;
  readonly stop: Story;
  readonly stopDeaf: Story;
  readonly kill: Story;
  readonly reload: Story;
  readonly restart: Story;
  readonly remove: Story;
  readonly crash: Story;
}

type Story = readonly string[];

/** What comes of an exec of `/nope`. */
export interface MissingProgram {
  readonly exitCode: number;
  readonly stdout: RegExp;
  readonly stderr: RegExp;
  readonly told: Story;
}

const docker: Omit<Habits, 'stories' | 'racesAtStop' | 'keepsTimedOutOutput'> = {
  kind: 'docker',
  mayTell: [],
  knowsAncestor: true,
  listsPaused: true,
  signalUnpauses: true,
  runsChecks: true,
  missingProgram: {
    exitCode: 126,
    stdout: /^OCI runtime exec failed: .*"\/nope".*\r\n$/s,
    stderr: /^$/,
    told: ['exec_create: /nope ', 'exec_start: /nope '],
  },
};

const dockerStories = {
  run: ['create', 'start'],
  kill: ['kill 9', 'die 137'],
  reload: ['kill 1'],
  remove: ['kill 9', 'die 137', 'destroy'],
  crash: ['create', 'start', 'die 4', 'start', 'die 4'],
};

/** 20.10 tells of a stop once it has told of the death. */
const dieThenStop: Habits = {
  ...docker,
  racesAtStop: false,
  keepsTimedOutOutput: false,
  stories: {
    ...dockerStories,
    stop: ['kill 15', 'die 3', 'stop'],
    stopDeaf: ['kill 15', 'kill 9', 'die 137', 'stop'],
    restart: ['kill 15', 'die 3', 'stop', 'start', 'restart'],
  },
};

/** Somewhere before 26.1 the two began to race, and mostly changed places. */
const stopThenDie: Habits = {
  ...docker,
  racesAtStop: true,
  keepsTimedOutOutput: true,
  stories: {
    ...dockerStories,
    stop: ['kill 15', 'stop', 'die 3'],
    stopDeaf: ['kill 15', 'kill 9', 'stop', 'die 137'],
    restart: ['kill 15', 'stop', 'die 3', 'start', 'restart'],
  },
};

/**
 * 4.6, and measured: kill names no signal; a stop tells no kill, and a stop only if the service sees the death before the
 * cleanup does; rm -f tells no kill; restart comes first, and waits for no handler of SIGTERM.
 */
const podman: Habits = {
  kind: 'podman',
  mayTell: ['stop'],
  racesAtStop: false,
  knowsAncestor: false,
  listsPaused: false,
  signalUnpauses: false,
  runsChecks: false,
  missingProgram: { exitCode: 127, stdout: /^$/, stderr: /^Error: .*OCI/s, told: [] },
  keepsTimedOutOutput: false,
  stories: {
    run: ['create', 'start'],
    stop: ['die 3'],
    stopDeaf: ['die 137'],
    kill: ['kill', 'die 137'],
    reload: ['kill'],
    restart: ['restart', 'die 137', 'start'],
    remove: ['die 137', 'remove'],
    crash: ['create', 'start', 'die 4', 'restart', 'start', 'die 4'],
  },
};

export const HABITS = {
  simulated: { ...stopThenDie, racesAtStop: false },
  'docker-20.10': dieThenStop,
  'docker-26.1': stopThenDie,
  'podman-4.3': podman,
} as const;
