import { expect, it } from 'vitest';
import { acts, parse } from './syntax.ts';
import { find, isForTests, read } from './tree.ts';

/** Sources without a test beside them, a folder standing for what is in it, by the test that proves them as a whole. */
const proves: Readonly<Record<string, readonly string[]>> = {
  'packages/core/src/docker/refusal.test.ts': ['packages/core/src/error.ts'],
  'packages/core/src/simulate/engine.test.ts': ['packages/core/src/simulate/'],
  'packages/store/src/hub/sql-hub-store.test.ts': ['packages/store/src/hub/'],
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
  'packages/api/src/access/policy.test.ts': ['packages/api/src/access/refusal.ts'],
  'packages/api/src/app.test.ts': ['packages/api/src/route-doc.ts'],
  'packages/api/src/destinations.test.ts': [
    'packages/api/src/listing/deliveries.ts',
    'packages/api/src/record/destination.ts',
  ],
  'packages/api/src/events/events.test.ts': [
    'packages/api/src/events/bell.ts',
    'packages/api/src/events/feed.ts',
  ],
  'packages/api/src/listing/listing.test.ts': [
    'packages/api/src/listing/known-destinations.ts',
    'packages/api/src/listing/unread.ts',
    'packages/api/src/listing/waiting.ts',
  ],
  'packages/api/src/page.test.ts': ['packages/protocol/src/page.ts'],
  'packages/api/src/record/transition.test.ts': ['packages/api/src/record/iso.ts'],
  'packages/api/src/silences.test.ts': [
    'packages/api/src/record/silence.ts',
    'packages/protocol/src/silence.ts',
  ],
  'packages/hub/src/app/agents.test.ts': [
    'packages/hub/src/app/find-agent.ts',
    'packages/hub/src/record/agent.ts',
  ],
  'packages/hub/src/app/containers.test.ts': [
    'packages/hub/src/app/find-container.ts',
    'packages/hub/src/record/fleet-container.ts',
  ],
  'packages/hub/src/app/invitations.test.ts': [
    'packages/hub/src/record/invitation.ts',
    'packages/protocol/src/invitation.ts',
  ],
  'packages/hub/src/app/protocol.test.ts': [
    'packages/hub/src/app/answer.ts',
    'packages/hub/src/app/read-message.ts',
    'packages/hub/src/counts.ts',
  ],
  'packages/hub/src/app/silences.test.ts': ['packages/hub/src/app/subject-named.ts'],
  'packages/hub/src/message/sync.test.ts': [
    'packages/hub/src/message/session.ts',
    'packages/hub/src/message/step.ts',
  ],
  'packages/hub/src/replication.test.ts': ['packages/hub/src/reply.ts'],
  'packages/hub/src/restless.test.ts': ['packages/hub/src/flapping-subjects.ts'],
  'packages/hub/src/stream/greet.test.ts': ['packages/hub/src/stream/begin.ts'],
  'packages/hub/src/sweep.test.ts': [
    'packages/hub/src/failing-agents.ts',
    'packages/hub/src/fleet-suspect.ts',
  ],
  'packages/hub/src/census.test.ts': ['packages/hub/src/all-agents.ts', 'packages/hub/src/lag.ts'],
  'packages/agent/src/agent.test.ts': ['packages/agent/src/recorder-options.ts'],
  'packages/agent/src/sync/hub-link.test.ts': ['packages/agent/src/sync/session.ts'],
  'packages/agent/src/sync/hub-link-journal.test.ts': [
    'packages/agent/src/sync/cursor.ts',
    'packages/agent/src/sync/greeting.ts',
    'packages/agent/src/sync/opening.ts',
  ],
  'packages/protocol/src/sync/bounds.test.ts': ['packages/protocol/src/sync/snapshot.ts'],
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
  'packages/store/src/sqlite/open-sqlite.test.ts': [
    'packages/store/src/sqlite/adapter.ts',
    'packages/store/src/sqlite/sql-over.ts',
  ],
  'packages/core/src/undici/target.test.ts': ['packages/core/src/undici/any-origin.ts'],
  'packages/transport/src/destination.test.ts': ['packages/transport/src/transport.ts'],
  'apps/hale/src/config/load.test.ts': [
    'apps/hale/src/config/checks.ts',
    'apps/hale/src/config/destinations.ts',
    'apps/hale/src/config/issues.ts',
    'apps/hale/src/config/ping.ts',
    'apps/hale/src/config/plain-secrets.ts',
    'apps/hale/src/config/schema.ts',
    'apps/hale/src/config/secret-value.ts',
  ],
  'apps/hale/src/commands/silence.test.ts': ['apps/hale/src/screen/silences.ts'],
  'apps/hale/src/commands/config.test.ts': ['apps/hale/src/config/show.ts'],
  'apps/hale/src/commands/agent.test.ts': [
    'apps/hale/src/agent-memory.ts',
    'apps/hale/src/lives.ts',
    'apps/hale/src/parts.ts',
  ],
  'apps/hale/src/commands/hub/serve.test.ts': [
    'apps/hale/src/hub/memory.ts',
    'apps/hale/src/hub/options.ts',
    'apps/hale/src/hub/run.ts',
  ],
  'apps/hale/src/commands/hub/invite.test.ts': ['apps/hale/src/hub/by-hand.ts'],
  'apps/hale/src/commands/token.test.ts': ['apps/hale/src/secret.ts'],
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
    'apps/hale/src/commands/hub/commands.ts',
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
