import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/folder.ts';
import { hubAddress, isHere, leavePlace, requireProtected } from './address.ts';

const NONE = { url: null, token: null, tells: null, syncMs: null };

describe('plain HTTP', () => {
  it.each(['http://box:4253', 'http://10.0.0.7', 'http://[fd00::1]:1', 'http://localhost.example.com'])(
    'to another machine has to be allowed: %s',
    (url) => {
      expect(() => requireProtected(url, false)).toThrow(
        expect.objectContaining({ code: 'bad-input', hint: expect.stringContaining('--allow-plain-http') }),
      );
      expect(() => requireProtected(url, true)).not.toThrow();
    },
  );

  it.each(['http://127.0.0.1:1', 'http://[::1]:1', 'http://localhost', 'https://box', 'https://10.0.0.7'])(
    'is none, or goes nowhere: %s',
    (url) => expect(() => requireProtected(url, false)).not.toThrow(),
  );
});

it('knows what this machine alone reaches', () => {
  expect(['http://[::1]:1', 'https://localhost/hub', 'http://box'].map(isHere)).toEqual([true, true, false]);
});

describe('how others reach the hub', () => {
  it('is as the settings say, then where it says that it answers, then where it would', async () => {
    const folder = await temporaryFolder();
    const listen = { host: '10.0.0.7', port: 80 };
    expect(hubAddress({ hub: NONE, listen: null }, folder, 'box')).toBe('http://box:4253');
    expect(hubAddress({ hub: NONE, listen }, folder, 'box')).toBe('http://10.0.0.7');
    const forget = leavePlace(folder, 'http://[::]:5000/hub');
    expect(hubAddress({ hub: NONE, listen }, folder, 'box')).toBe('http://box:5000/hub');
    expect(hubAddress({ hub: { ...NONE, url: 'https://x' }, listen }, folder, 'box')).toBe('https://x');
    forget();
    expect(hubAddress({ hub: NONE, listen }, folder, 'box')).toBe('http://10.0.0.7');
  });

  it.each(['', '{', '{"url":1}', '{"url":"nonsense"}', 'null'])('takes no notice of %j', async (text) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'place.json'), text);
    expect(hubAddress({ hub: NONE, listen: null }, folder, 'box')).toBe('http://box:4253');
  });
});
