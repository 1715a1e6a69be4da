import {
  agentSubject,
  type Condition,
  ENGINE_SUBJECT,
  FLEET_SUBJECT,
  type Transition,
  type TransitionContainer,
} from '@hale/core';
import { describe, expect, it } from 'vitest';
import { createPaint } from './colour.ts';
import { sentence } from './sentence.ts';

const AT = new Date(2026, 0, 2, 14, 3, 22).getTime();
const PLAIN = { width: Number.POSITIVE_INFINITY, paint: createPaint(false) };

function change(
  from: Condition | null,
  to: Condition,
  facts: Partial<TransitionContainer> = {},
  rest: Partial<Transition> = {},
): Transition {
  const place = { project: 'shop', service: 'web', createdAt: '2026-11-28T12:00:00Z' };
  const container = { id: 'c0ffee', name: 'shop-web-1', image: 'nginx:1', ...place };
  const nothing = { exitCode: null, failingStreak: null, output: null };
  return {
    at: AT,
    subject: 'container/shop/web/1',
    from,
    to,
    cause: 'health_status',
    container: { ...container, ...nothing, ...facts },
    ...rest,
  };
}

describe('a change of a container', () => {
  it.each([
    [change(null, 'healthy', {}, { cause: 'baseline' }), '14:03:22  ✓ shop/web  healthy'],
    [change('healthy', 'paused'), '14:03:22  ‖ shop/web  healthy → paused'],
    [
      change('healthy', 'unhealthy', { failingStreak: 3, output: 'trying\ncurl: connection refused\n' }),
      '14:03:22  ✗ shop/web  healthy → unhealthy  failing 3×: "curl: connection refused"',
    ],
    [
      change('healthy', 'unhealthy', { failingStreak: 3 }),
      '14:03:22  ✗ shop/web  healthy → unhealthy  failing 3×',
    ],
    [change('running', 'crashed', { exitCode: 1 }), '14:03:22  ✗ shop/web  running → crashed  exit code 1'],
    [
      change('running', 'oom-killed', { exitCode: 137 }),
      '14:03:22  ✗ shop/web  running → oom-killed  out of memory  exit code 137',
    ],
    [change('crashed', 'restarting', { exitCode: 1 }), '14:03:22  ↻ shop/web  crashed → restarting'],
    [
      change('stopping', 'stopped', { exitCode: 143 }),
      '14:03:22  ○ shop/web  stopping → stopped  exit code 143',
    ],
    [change('running', 'stopped', { exitCode: 0 }), '14:03:22  ○ shop/web  running → stopped'],
    [
      change('running', 'removed', {}, { cause: 'reconcile' }),
      '14:03:22  - shop/web  running → removed  (found late)',
    ],
    [change('unknown', 'running', {}, { cause: 'reconcile' }), '14:03:22  ● shop/web  unknown → running'],
    [change('healthy', 'unknown', {}, { cause: 'engine-lost' }), '14:03:22  ? shop/web  healthy → unknown'],
  ])('%j', (transition, text) => {
    expect(sentence(transition, PLAIN)).toBe(text);
  });

  it('is dated for a log', () => {
    expect(sentence(change('healthy', 'paused'), { ...PLAIN, dated: true })).toMatch(
      /^2026-01-02 14:03:22 {2}‖/,
    );
  });

  it('keeps what follows the name in its column', () => {
    expect(sentence(change('healthy', 'paused'), { ...PLAIN, nameColumns: 12 })).toBe(
      '14:03:22  ‖ shop/web      healthy → paused',
    );
  });

  it('is cut where the terminal ends', () => {
    const failing = change('healthy', 'unhealthy', { failingStreak: 3, output: 'a long story' });
    expect(sentence(failing, { ...PLAIN, width: 50 })).toBe(
      '14:03:22  ✗ shop/web  healthy → unhealthy  failin…',
    );
  });

  it('shows hostile output and names as text on one line, in a bounded length', () => {
    const output = `ok\n\u{1b}[2J\u{202e}${'x'.repeat(10_000)}`;
    const hostile = change(
      'healthy',
      'unhealthy',
      { failingStreak: 1, output },
      { subject: 'container/a\nb\u{1b}c' },
    );
    const text = sentence(hostile, PLAIN);
    expect(text).toMatch(
      /^14:03:22 {2}✗ a b\u{fffd}c {2}healthy → unhealthy {2}failing 1×: "\u{fffd}\[2J\u{fffd}x+…"$/u,
    );
    expect(text.length).toBeLessThan(300);
  });

  it('says by colour nothing that it does not say by word and symbol', () => {
    const crashed = change('running', 'crashed', { exitCode: 1 });
    const painted = sentence(crashed, { ...PLAIN, paint: createPaint(true) });
    expect(painted).toContain('\u{1b}[31m');
    expect(painted.replaceAll(/\u{1b}\[\d+m/gu, '')).toBe(sentence(crashed, PLAIN));
  });
});

describe('a change of the engine', () => {
  const engine = (to: Condition): Transition => ({
    at: AT,
    subject: ENGINE_SUBJECT,
    from: null,
    to,
    cause: 'engine-lost',
  });

  it('says what it means, and why', () => {
    expect(sentence(engine('unknown'), { ...PLAIN, reason: 'connection refused' })).toBe(
      '14:03:22  ? engine  out of sight, its containers are unknown until it is back  (connection refused)',
    );
    expect(sentence(engine('running'), PLAIN)).toBe('14:03:22  ● engine  in sight again');
  });
});

describe('a change on a hub', () => {
  const agent = 'a1b2c3d4e5f6g7h8';
  const on = (own: string | undefined, from: Condition, to: Condition) =>
    sentence({ ...change(from, to, {}, { subject: agentSubject(agent, own) }), host: 'web-1' }, PLAIN);

  it('has its host before it', () => {
    expect(on('container/shop/web/1', 'healthy', 'paused')).toBe(
      '14:03:22  ‖ web-1 shop/web  healthy → paused',
    );
    expect(on('engine', 'running', 'unknown')).toMatch(/^14:03:22 {2}\? web-1 engine {2}out of sight, /);
    expect(on('destination/ops', 'running', 'unhealthy')).toBe(
      '14:03:22  ✗ web-1 destination/ops  running → unhealthy',
    );
  });

  it.each<[Condition, Condition, string]>([
    ['running', 'unknown', '? web-1 agent  lost, its containers are unknown until it is back'],
    ['unknown', 'running', '● web-1 agent  reports'],
    ['running', 'unhealthy', '✗ web-1 agent  runs twice: two processes report as one'],
    ['running', 'stopped', '○ web-1 agent  running → stopped'],
    ['running', 'removed', '- web-1 agent  may report no more'],
  ])('of an agent from %s to %s', (from, to, text) => {
    expect(on(undefined, from, to)).toBe(`14:03:22  ${text}`);
  });

  it('of all agents names none', () => {
    const fleet = (to: Condition) => sentence(change(null, to, {}, { subject: FLEET_SUBJECT }), PLAIN);
    expect(fleet('unknown')).toBe(
      '14:03:22  ? fleet  many agents are silent at once: the hub or its network is suspect',
    );
    expect(fleet('running')).toBe('14:03:22  ● fleet  agents report again');
  });
});
