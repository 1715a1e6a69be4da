import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joiningCommand } from './command-line.ts';

it('is read back by a shell as it was meant, whatever the address', () => {
  const path = fc.string({ minLength: 1, maxLength: 30 }).map((text) => encodeURI(text.toWellFormed()));
  fc.assert(
    fc.property(path, fc.boolean(), (text, readable) => {
      const url = new URL(`http://box:4253/x/${text}`).href;
      const line = joiningCommand({ url, token: 't', readable });
      const said = execFileSync('sh', ['-c', `hale() { printf '%s\\n' "$HALE_HUB_TOKEN" "$@"; }; ${line}`]);
      const expected = ['t', 'agent', '--hub', url, ...(readable ? ['--allow-plain-http'] : []), ''];
      expect(String(said).split('\n')).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
