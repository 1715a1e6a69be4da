import { expect, it } from 'vitest';
import { acts, parse } from './syntax.ts';
import { find, isForTests, read } from './tree.ts';

/** Sources without a test beside them, a folder standing for what is in it, by the test that proves them as a whole. */
const proves: Readonly<Record<string, readonly string[]>> = {
  'packages/core/src/docker/refusal.test.ts': ['packages/core/src/error.ts'],
  'packages/core/src/simulate/engine.test.ts': ['packages/core/src/simulate/'],
  'packages/agent/src/fleet.test.ts': ['packages/agent/src/bare-container.ts', 'packages/agent/src/view.ts'],
  'packages/agent/src/watch.test.ts': [
    'packages/agent/src/caller.ts',
    'packages/agent/src/poll.ts',
    'packages/agent/src/watch-containers.ts',
  ],
  'packages/agent/src/app/containers.test.ts': [
    'packages/agent/src/app/asked-checks.ts',
    'packages/agent/src/record/container-detail.ts',
  ],
  'packages/agent/src/app/destinations.test.ts': [
    'packages/agent/src/listing/',
    'packages/agent/src/record/destination.ts',
  ],
  'packages/agent/src/record/transition.test.ts': ['packages/agent/src/record/iso.ts'],
  'packages/agent/src/probe/exec.test.ts': [
    'packages/agent/src/probe/interruption.ts',
    'packages/agent/src/probe/outcome.ts',
    'packages/agent/src/probe/stamp.ts',
  ],
  'packages/agent/src/probe/tcp.test.ts': [
    'packages/agent/src/probe/attempt.ts',
    'packages/agent/src/probe/reachable.ts',
  ],
  'packages/store/src/sql-agent-store.test.ts': [
    'packages/store/src/journal.ts',
    'packages/store/src/outbox.ts',
    'packages/store/src/prune.ts',
    'packages/store/src/schema.ts',
    'packages/store/src/silences.ts',
    'packages/store/src/state.ts',
  ],
  'packages/store/src/memory/memory-store.test.ts': [
    'packages/store/src/memory/journal.ts',
    'packages/store/src/memory/outbox.ts',
    'packages/store/src/memory/silences.ts',
  ],
  'packages/store/src/sqlite/open-sqlite.test.ts': ['packages/store/src/sqlite/adapter.ts'],
  'packages/core/src/undici/target.test.ts': ['packages/core/src/undici/any-origin.ts'],
  'packages/agent/src/app/events.test.ts': [
    'packages/agent/src/app/event-feed.ts',
    'packages/agent/src/app/event-message.ts',
  ],
  'packages/agent/src/app/metrics.test.ts': ['packages/agent/src/app/metric-families.ts'],
  'packages/agent/src/app/page.test.ts': ['packages/protocol/src/page.ts'],
  'packages/agent/src/app/silences.test.ts': [
    'packages/agent/src/record/silence.ts',
    'packages/protocol/src/silence.ts',
  ],
  'packages/transport/src/destination.test.ts': ['packages/transport/src/transport.ts'],
  'apps/hale/src/config/load.test.ts': [
    'apps/hale/src/config/checks.ts',
    'apps/hale/src/config/destinations.ts',
    'apps/hale/src/config/issues.ts',
    'apps/hale/src/config/ping.ts',
    'apps/hale/src/config/plain-secrets.ts',
    'apps/hale/src/config/schema.ts',
  ],
  'apps/hale/src/commands/silence.test.ts': ['apps/hale/src/screen/silences.ts'],
  'apps/hale/src/commands/config.test.ts': ['apps/hale/src/config/show.ts'],
  'apps/hale/src/commands/agent.test.ts': ['apps/hale/src/parts.ts'],
  'apps/hale/src/commands/notify/list.test.ts': [
    'apps/hale/src/commands/notify/list-record.ts',
    'apps/hale/src/records.ts',
  ],
  'apps/hale/src/commands/notify/test.test.ts': [
    'apps/hale/src/commands/notify/destination.ts',
    'apps/hale/src/commands/notify/dispatch.ts',
    'apps/hale/src/commands/notify/outcome.ts',
    'apps/hale/src/internet.ts',
    'apps/hale/src/transports.ts',
  ],
  'apps/hale/src/program.test.ts': [
    'apps/hale/src/engine.ts',
    'apps/hale/src/flags.ts',
    'apps/hale/src/help.ts',
  ],
  'apps/hale/src/commands/up.test.ts': [
    'apps/hale/src/board.ts',
    'apps/hale/src/change-lines.ts',
    'apps/hale/src/introduction.ts',
  ],
  'apps/hale/src/commands/watch.test.ts': ['apps/hale/src/resolve.ts'],
  'apps/hale/src/commands/wait.test.ts': ['apps/hale/src/deadline.ts'],
  'apps/hale/src/commands/doctor.test.ts': ['apps/hale/src/diagnosis/'],
  'apps/hale/src/commands/ps.test.ts': ['apps/hale/src/screen/inventory.ts'],
  'apps/hale/src/simulate/server.test.ts': ['apps/hale/src/simulate/'],
  'tests/engine/checks.test.ts': ['apps/hale/src/checking.ts', 'packages/agent/src/probe/run.ts'],
  'tests/cli/output.test.ts': ['apps/hale/src/simulation.ts'],
  'tests/cli/signals.test.ts': ['apps/hale/src/io.ts', 'apps/hale/src/process-io.ts'],
};

const tests = new Set(find('{packages,apps,tests}/**/*.test.ts'));
const bare = find('{packages,apps}/*/src/**/*.ts')
  .filter((path) => !isForTests(path) && !tests.has(path.replace(/\.ts$/, '.test.ts')))
  .filter((path) => acts(parse(path, read(path))));

it('what decides or does has its test beside it', () => {
  const parts = Object.values(proves).flat();
  const unproven = bare.filter((path) => !parts.some((part) => path.startsWith(part)));
  expect(unproven, 'add x.test.ts beside x.ts, or say in `proves` which test proves it').toEqual([]);
});

it('what is said to prove a source is there, and needed', () => {
  expect(Object.keys(proves).filter((test) => !tests.has(test))).toEqual([]);
  const idle = Object.values(proves)
    .flat()
    .filter((part) => !bare.some((path) => path.startsWith(part)));
  expect(idle, 'delete these from `proves`').toEqual([]);
});
