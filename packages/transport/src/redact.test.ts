import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

const HOOK = 'https://hooks.example/services/T0/B0/xyzzyxyzzyxyzzy1?sig=q%2Fq&to=ops';

describe('a secret is gone', () => {
  it.each([
    ['as it is', `cannot reach ${HOOK} now`, 'cannot reach [redacted] now'],
    ['twice', `${HOOK} ${HOOK}`, '[redacted] [redacted]'],
    ['by its path and query', 'POST /services/T0/B0/xyzzyxyzzyxyzzy1?sig=q%2Fq&to=ops', 'POST [redacted]'],
    ['by its path', 'no route /services/T0/B0/xyzzyxyzzyxyzzy1.', 'no route [redacted].'],
    ['by its query', 'bad query: sig=q%2Fq&to=ops', 'bad query: [redacted]'],
    ['by what of it nobody can guess', 'no hook xyzzyxyzzyxyzzy1', 'no hook [redacted]'],
    ['in another case', HOOK.toUpperCase(), '[redacted]'],
    ['in an address', `?next=${encodeURIComponent(HOOK)}`, '?next=[redacted]'],
    ['in JSON', JSON.stringify({ url: HOOK }), '{"url":"[redacted]"}'],
    ['in JSON of PHP', JSON.stringify({ url: HOOK }).replaceAll('/', '\\/'), '{"url":"[redacted]"}'],
    ['in HTML', `<p>${HOOK.replaceAll('&', '&amp;')}</p>`, '<p>[redacted]</p>'],
  ])('%s', (_, text, safe) => {
    expect(redact(text, [HOOK])).toBe(safe);
  });

  it('with what escapes it', () => {
    expect(redact('?token=s3cret%20token%2f1', ['s3cret token/1'])).toBe('?token=[redacted]');
    expect(redact('{"said":"a \\"quoted\\" key"}', ['a "quoted" key'])).toBe('{"said":"[redacted]"}');
    expect(redact('cost: $1.00 (net)+', ['$1.00 (net)+'])).toBe('cost: [redacted]');
  });

  it('the longer one before what it holds', () => {
    expect(redact('key-0123-more', ['key-0123', 'key-0123-more'])).toBe('[redacted]');
  });

  it('whatever is around it', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40, unit: 'binary' });
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, text, after) => {
        fc.pre(!'[redacted]'.includes(text));
        expect(redact(before + text + after, [text])).not.toContain(text);
      }),
    );
  });
});

describe('what is no secret stays', () => {
  it.each([
    ['what is too short to be one', 'a fine day, seven77', ['', 'a', 'fine', 'seven77']],
    ['the host', 'hooks.example: nothing listens there', [HOOK]],
    ['short parts of an address', 'T0 B0 ops services', [HOOK]],
    ['a path that is only a slash', 'and/or', ['https://hooks.example/']],
    ['everything, where there are none', 'as it is', []],
  ])('%s', (_, text, secrets) => {
    expect(redact(text, secrets)).toBe(text);
  });

  it('from 8 characters on it is one', () => {
    expect(redact('eight888 seven77', ['eight888', 'seven77'])).toBe('[redacted] seven77');
  });
});
