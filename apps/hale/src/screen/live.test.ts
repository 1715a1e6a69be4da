import { expect, it } from 'vitest';
import { Recorder } from '../testing/recording.ts';
import { openLive } from './live.ts';

const ENTER = '\u{1b}[?1049h\u{1b}[?25l';
const LEAVE = '\u{1b}[?25h\u{1b}[?1049l';

it('takes the second screen without the cursor, and gives the first one back with it', async () => {
  const output = new Recorder({ columns: 80, rows: 24 });
  const live = await openLive(output);
  expect(output.text).toBe(ENTER);
  expect([...output.last]).toEqual([LEAVE]);
  await live.close();
  expect(output.text).toBe(ENTER + LEAVE);
  expect(output.last.size).toBe(0);
});

it('draws over what was there, line by line, and clears what is left', async () => {
  const output = new Recorder({ columns: 80, rows: 24 });
  const live = await openLive(output);
  output.text = '';
  await live.draw(['one', 'two']);
  expect(output.text).toBe('\u{1b}[?2026h\u{1b}[Hone\u{1b}[K\r\ntwo\u{1b}[K\u{1b}[J\u{1b}[?2026l');
});

it('never draws below the last row, also after the terminal has become lower', async () => {
  const output = new Recorder({ columns: 80, rows: 3 });
  const live = await openLive(output);
  const drawn = async (): Promise<number> => {
    output.text = '';
    await live.draw(['a', 'b', 'c', 'd']);
    return output.text.split('\r\n').length;
  };
  expect(await drawn()).toBe(3);
  output.resize({ columns: 80, rows: 2 });
  expect(await drawn()).toBe(2);
});
