import { afterEach, describe, expect, test } from 'vitest';
import type { Answer, Fate } from '../testing/hub.ts';
import { type Linked, linked } from '../testing/linked.ts';

const MINUTE = 60_000;
/** Requests in half an hour of an agent that has nothing to say, to a hub that answers. */
const ANSWERED = 120;

const running: Linked[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

/** One whose hub has heard of `a`, and has answered that. */
async function started(): Promise<Linked> {
  const rig = await linked();
  running.push(rig);
  await rig.happen('a');
  rig.start();
  await rig.pass(2_000);
  rig.hub.requests.splice(0);
  return rig;
}

const paths = ({ hub }: Linked) => hub.requests.map(({ path }) => path);
const waits = ({ hub }: Linked) => {
  const times = hub.requests.map(({ at }) => at);
  return times.slice(1).map((at, n) => at - (times[n] ?? 0));
};
const loud = ({ lines }: Linked) => lines.filter((line) => /^(error|warn)/.test(line));

describe('a hub that does not answer', () => {
  const fates: Readonly<Record<string, Fate>> = {
    'that is cut off': 'lost',
    'that is cut off after it has taken it': 'unanswered',
    'that hangs': 'hangs',
    'that answers with a page': 'garbled',
    'that is broken': { status: 500 },
    'that is somebody else': { status: 404, body: '<html>' },
    'that sends elsewhere': { status: 302, headers: { location: 'https://other.test/' } },
  };

  test.each(Object.entries(fates))(
    '%s: tried again later and later, and then everything is there once',
    async (_, fate) => {
      const rig = await started();
      rig.hub.fate = () => fate;
      await rig.happen('b');
      await rig.pass(30 * MINUTE);
      const spans = waits(rig);
      expect(Math.max(...spans)).toBeLessThanOrEqual(MINUTE);
      expect(spans.length).toBeGreaterThan(8);
      expect(spans.length).toBeLessThan(ANSWERED);
      expect(rig.link.view).toMatchObject({
        state: 'waiting',
        because: expect.stringContaining('does not answer'),
      });
      expect(rig.link.view.awayMs).toBeGreaterThan(29 * MINUTE);
      expect(loud(rig)).toHaveLength(1);
      rig.hub.fate = () => 'fine';
      // Nobody is missed before by a hub that is back.
      await rig.pass(2 * rig.hub.leaseMs);
      expect(rig.hub.seqs).toEqual([1, 2]);
      expect(rig.link.view).toMatchObject({ state: 'live', acked: 2, because: null });
      expect(rig.lines.at(-1)).toContain('info the hub is told again');
    },
  );

  test('after its lease it is greeted again, some time within what it hopes for', async () => {
    const rig = await started();
    rig.hub.fate = () => 'lost';
    await rig.pass(3 * MINUTE);
    expect(paths(rig)).toContain('sync');
    expect(paths(rig).at(-1)).toBe('hello');
  });

  test('a short outage needs no hello', async () => {
    const rig = await started();
    rig.hub.fate = () => 'lost';
    await rig.happen('b');
    await rig.pass(3_000);
    rig.hub.fate = () => 'fine';
    await rig.pass(20_000);
    expect(new Set(paths(rig))).toEqual(new Set(['sync']));
    expect(rig.hub.seqs).toEqual([1, 2]);
  });

  test('after a success a failure is the first one again', async () => {
    const rig = await started();
    rig.hub.fate = () => 'lost';
    await rig.pass(20 * MINUTE);
    rig.hub.fate = () => 'fine';
    await rig.pass(10 * MINUTE);
    rig.hub.fate = () => 'lost';
    await rig.happen('b');
    await rig.pass();
    rig.hub.requests.splice(0);
    await rig.pass(1_000);
    expect(paths(rig)).toContain('sync');
  });
});

describe('a hub that refuses', () => {
  const refusals: readonly [string, Answer, { readonly state: string; readonly because: string }][] = [
    ['an agent that it does not know', { status: 401 }, { state: 'refused', because: 'hale hub invite' }],
    ['an agent that may report no more', { status: 403 }, { state: 'refused', because: 'hale hub invite' }],
    [
      'another version',
      { status: 426, body: { protocol: { min: 2, max: 3 } } },
      { state: 'refused', because: 'hale-sync 2 to 3, and this agent 1' },
    ],
    [
      'one of two',
      { status: 409, body: { want: 'conflict' } },
      { state: 'conflict', because: 'another process' },
    ],
  ];

  test.each(refusals)(
    '%s is asked again every 5 to 15 minutes, and said once',
    async (_, answer, expected) => {
      const rig = await started();
      rig.hub.fate = () => answer;
      await rig.happen('b');
      await rig.pass(3 * 60 * MINUTE);
      const spans = waits(rig);
      expect(spans.length).toBeGreaterThan(10);
      expect(Math.min(...spans)).toBeGreaterThanOrEqual(5 * MINUTE);
      expect(Math.max(...spans)).toBeLessThanOrEqual(15 * MINUTE);
      expect(new Set(spans).size).toBe(spans.length);
      expect(rig.link.view).toMatchObject({
        state: expected.state,
        because: expect.stringContaining(expected.because),
      });
      expect(loud(rig)).toEqual([expect.stringMatching(/^error/)]);
      rig.hub.fate = () => 'fine';
      await rig.pass(15 * MINUTE);
      expect([rig.hub.seqs, rig.link.view.state]).toEqual([[1, 2], 'live']);
    },
  );

  test('for a while is obeyed, and a little later', async () => {
    const rig = await started();
    rig.hub.fate = () => ({ status: 429, headers: { 'retry-after': '40' } });
    await rig.happen('b');
    await rig.pass(5 * MINUTE);
    const spans = waits(rig);
    for (const span of spans) expect(span).toBeGreaterThanOrEqual(40_000);
    expect(Math.max(...spans)).toBeLessThanOrEqual(48_000);
  });

  test('without saying for how long is given time', async () => {
    const rig = await started();
    rig.hub.fate = () => ({ status: 503 });
    await rig.happen('b');
    await rig.pass(30 * MINUTE);
    expect(rig.hub.requests.length).toBeLessThan(ANSWERED);
    expect(rig.link.view.because).toContain('pause');
  });

  test('what it does not understand is an error of ours, and tried again', async () => {
    const rig = await started();
    rig.hub.fate = () => ({ status: 422, body: { detail: 'entries.0: expected a subject' } });
    await rig.happen('b');
    await rig.pass(30 * MINUTE);
    expect(loud(rig)).toEqual([expect.stringContaining('entries.0: expected a subject')]);
    expect(rig.hub.requests.length).toBeLessThan(ANSWERED);
    rig.hub.fate = () => 'fine';
    await rig.pass(6 * MINUTE);
    expect(rig.hub.seqs).toEqual([1, 2]);
  });

  test('messages of that size gets them in halves', async () => {
    const rig = await started();
    rig.hub.limits = { ...rig.hub.limits, maxBytes: 2_500 };
    for (const letter of 'bcdefghi') await rig.happen(letter);
    await rig.happen('z');
    await rig.pass(2_000);
    expect(rig.hub.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(loud(rig)).toEqual([]);
  });

  test('even the smallest message is told so, and tried again', async () => {
    const rig = await started();
    rig.hub.fate = (path) => (path === 'sync' ? { status: 413 } : 'fine');
    await rig.happen('b');
    await rig.happen('c');
    await rig.pass(10 * MINUTE);
    expect(loud(rig)).toEqual([expect.stringMatching(/^error .*no message as short/)]);
    expect(rig.hub.requests.length).toBeLessThan(60);
  });
});

describe('a hub that wants', () => {
  test('a hello, gets it, and the entry once', async () => {
    const rig = await started();
    rig.hub.demand = 'hello';
    await rig.happen('b');
    await rig.pass();
    expect(paths(rig)).toEqual(['sync', 'hello', 'sync']);
    expect(rig.hub.seqs).toEqual([1, 2]);
  });

  test('a hello again and again has to wait for it', async () => {
    const rig = await started();
    rig.hub.fate = (path) => (path === 'sync' ? { status: 409, body: { want: 'hello' } } : 'fine');
    await rig.happen('b');
    await rig.pass(10 * MINUTE);
    expect(rig.hub.requests.length).toBeLessThan(200);
    expect(rig.link.view.state).toBe('waiting');
  });

  test('a snapshot, gets it; one that wants it again and again, only as often as it is told anything', async () => {
    const rig = await started();
    await rig.pass(10_000);
    rig.hub.demand = 'snapshot';
    await rig.happen('b');
    await rig.pass();
    expect(paths(rig)).toEqual(['sync', 'snapshot']);
    await rig.pass(MINUTE);
    rig.hub.requests.splice(0);
    const { fate } = rig.hub;
    rig.hub.fate = (path) => {
      if (path === 'sync') rig.hub.demand = 'snapshot';
      return fate(path);
    };
    await rig.pass(10 * MINUTE);
    const snapshots = paths(rig).filter((path) => path === 'snapshot').length;
    expect(snapshots).toBeGreaterThan(20);
    expect(snapshots).toBeLessThan(60);
  });

  test('entries again, as after a restore, gets them', async () => {
    const rig = await started();
    await rig.happen('b');
    await rig.happen('c');
    await rig.pass(2_000);
    const [first] = await rig.store.chain(rig.hub.stream.replica?.epoch ?? '', 0, 1);
    rig.hub.stream.rollBack(1, first?.chain ?? '');
    await rig.happen('d');
    await rig.pass(20_000);
    expect(rig.hub.seqs).toEqual([1, 2, 3, 4]);
    expect(rig.link.view).toMatchObject({ state: 'live', acked: 4 });
  });

  test('an entry otherwise than it can be, is not asked again', async () => {
    const rig = await started();
    rig.hub.rejects = (seq) => seq === 2;
    await rig.happen('b');
    await rig.pass(MINUTE);
    expect(rig.link.view).toMatchObject({ acked: 2, rejected: 1, state: 'live' });
    expect(loud(rig)).toEqual(['warn the hub could not take an entry {"seq":2,"code":"malformed"}']);
  });
});
