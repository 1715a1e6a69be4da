import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../testing/engine.ts';
import { testOutbox } from '../testing/outbox.ts';

const ME = `${userInfo().username}@${hostname()}`;
const HOUR = 3_600_000;
/** By then what another process has written is seen. */
const LOOK_MS = 5_000;

describe('hale silence', () => {
  it('has nobody told of a container until it ends, and says until when', async () => {
    const { hale, clock, receiver } = await testOutbox('chat');
    receiver.answer({ status: 503 });
    await hale(['check']);
    receiver.answer({ status: 200, text: 'ok' });
    const until = new Date(clock.now() + HOUR).toISOString().replace(/\.\d+/, '');
    expect(await hale(['silence', 'aa', '1h', '--reason', 'a release'])).toEqual({
      exitCode: 0,
      stdout: `nobody is told of aa for 60m, until ${until}\n`,
      stderr: '',
    });
    const before = receiver.heard.length;
    await clock.advance(HOUR - 1_000);
    await hale(['check']);
    const meanwhile = receiver.heard.slice(before).map(({ body }) => body);
    expect(meanwhile.join('\n')).toContain('bb');
    expect(meanwhile.join('\n')).not.toContain('aa');
    await clock.advance(1_000);
    await hale(['check']);
    expect(receiver.heard.at(-1)?.body).toContain('aa');
  });

  it('lists who has silenced what, until when and why', async () => {
    const { hale, clock } = await testOutbox('chat');
    await hale(['check']);
    expect((await hale(['silence'])).stdout).toBe('nothing is silenced\n');
    await hale(['silence', 'aa', '90m', '--reason', 'a \u001b[31mrelease']);
    await hale(['silence', '*', '1h']);
    const since = new Date(clock.now()).toISOString();
    await clock.advance(60_000);
    expect((await hale(['silence', '--list'])).stdout.split('\n')).toEqual([
      expect.stringMatching(/^SILENCED +ENDS +SINCE +BY +BECAUSE$/),
      expect.stringMatching(new RegExp(`^\\* +in 59m +60s +${ME} +-$`)),
      expect.stringMatching(new RegExp(`^aa +in 89m +60s +${ME} +a [^\u001b]+release$`)),
      '',
    ]);
    const records = JSON.parse((await hale(['silence', '--list', '--json'])).stdout);
    expect(records).toMatchObject([{ subject: 'container/*' }, { subject: 'container/aa', since, by: ME }]);
  });

  it('is heeded by an agent that runs, and so is its end', async () => {
    const { hale, start, engine, clock, receiver, data } = await testOutbox('chat');
    const agent = start(['agent'], { env: { HALE_DATA: data, HALE_CONFIG: join(data, '..', 'hale.yaml') } });
    const heard = () => receiver.heard.map(({ body }) => body).join('\n');
    await until('both that crashed are told', () => /aa[^]*bb|bb[^]*aa/.test(heard()));
    const before = receiver.heard.length;

    await hale(['silence', 'a0', '1h']);
    const lines = agent.stdout.lines.length;
    await engine.act('a0', { do: 'oom' });
    await until('it is seen', () => agent.stdout.lines.length > lines);
    for (let passed = 0; passed < 60; passed += 1) await clock.advance(1_000);
    expect(receiver.heard).toHaveLength(before);

    await hale(['silence', '--end', 'a0']);
    await clock.advance(LOOK_MS);
    await until('it is told', () => receiver.heard.length > before);
    expect(receiver.heard.at(-1)?.body).toContain('a0');
    agent.stop('SIGTERM');
    expect(await agent.exit).toBe(0);
  });

  it('is in hale notify list, and hale notify retry leaves it', async () => {
    const { hale, receiver } = await testOutbox('chat');
    receiver.answer({ status: 503 });
    await hale(['check']);
    await hale(['silence', 'aa', '1h']);
    const lines = (await hale(['notify', 'list'])).stdout.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^✗ crashed +aa .* in (?:60m|1h) +silenced$/));
    expect(lines).toContain('Silenced  hale silence --end NAME has it told again');
    expect(lines).toContainEqual(expect.stringMatching(/^aa +in 60m /));
    const { silences } = JSON.parse((await hale(['notify', 'list', '--json'])).stdout);
    expect(silences).toMatchObject([{ subject: 'container/aa' }]);

    receiver.answer({ status: 200, text: 'ok' });
    const before = receiver.heard.length;
    expect((await hale(['notify', 'retry', '--json'])).stdout).toBe('{"waiting":1}\n');
    await hale(['check']);
    const after = receiver.heard.slice(before).map(({ body }) => body);
    expect(after.join()).toContain('bb');
    expect(after.join()).not.toContain('aa');
  });

  it('of many says how many there are, and who will hear of them all the same', async () => {
    const { hale } = await testOutbox('chat', 'hook');
    await hale(['check']);
    const { stdout } = await hale(['silence', '*', '1h']);
    expect(stdout).toMatch(/^nobody is told of \* for 60m, until \S+; 4 containers now\n/);
    expect(stdout).toContain('hook will hear of it: every transition goes there\n');
  });

  it('--end tells at the next look what is so', async () => {
    const { hale, receiver, configure } = await testOutbox();
    await hale(['check']);
    await hale(['silence', 'aa', '1h']);
    await hale(['silence', 'shop/*', '1h']);
    await configure('chat');
    await hale(['check']);
    expect(receiver.heard.map(({ body }) => body).join('\n')).not.toContain('aa');
    expect(await hale(['silence', '--end', 'aa'])).toEqual({
      exitCode: 0,
      stdout: 'aa is told of again; an agent that runs does so within 5 s\n',
      stderr: '',
    });
    await hale(['check']);
    expect(receiver.heard.at(-1)?.body).toContain('aa');
    expect(await hale(['silence', '--end', 'aa'])).toMatchObject({
      exitCode: 1,
      stderr: 'hale: "aa" is not silenced\n  hale silence --list shows what is.\n',
    });
    expect((await hale(['silence', '--end', 'shop/*', '--json'])).stdout).toContain('container/shop/*');
  });

  it('of what nobody knows is an error that says what could be named', async () => {
    const { hale } = await testOutbox('chat');
    await hale(['check']);
    expect(await hale(['silence', 'nobody', '1h'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^hale: nothing is known by the name "nobody"\n {2}hale ps --all/),
    });
  });

  it.each([
    [['silence', 'aa'], 'for how long? hale silence aa 1h'],
    [['silence', '--end'], '--end needs the name of what is silenced'],
    [['silence', '--list', 'aa'], 'one at a time: NAME DURATION, --end NAME, or --list'],
    [['silence', '--end', 'aa', '1h'], 'one at a time: NAME DURATION, --end NAME, or --list'],
    [['silence', 'aa', '721h'], 'a silence of 721h0m0s'],
  ])('%j is refused with a reason', async (argv, message) => {
    const { hale } = await testOutbox('chat');
    await hale(['check']);
    const { exitCode, stderr } = await hale(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`hale: ${message}`);
  });
});
