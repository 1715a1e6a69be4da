import { describe, expect, it } from 'vitest';
import { MESSAGE_LIMIT, refusal } from './refusal.ts';

const CALL = { method: 'GET', path: '/containers/json', allow: 'CONTAINERS=1' } as const;
const FORBIDDEN =
  '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n';

function said(message: string): string {
  return JSON.stringify({ message });
}

describe('refusal', () => {
  it.each([
    [400, said('invalid filter'), 'bad-input'],
    [400, said('client version 1.52 is too new. Maximum supported API version is 1.45'), 'api-version'],
    [400, said('client version 1.41 is too old. Minimum supported API version is 1.44'), 'api-version'],
    [401, '', 'refused'],
    [403, FORBIDDEN, 'refused'],
    [403, said('authorization denied by plugin opa'), 'refused'],
    [404, said('No such container: x'), 'not-found'],
    [404, '<html>', 'protocol'],
    [405, '', 'refused'],
    [409, said('container is paused'), 'conflict'],
    [429, '', 'bad-input'],
    [301, '', 'protocol'],
    [304, '', 'protocol'],
    [500, said('boom'), 'engine'],
    [500, '', 'engine'],
    [503, said('not a swarm manager'), 'engine'],
    [503, '<html><body><h1>503 Service Unavailable</h1></html>', 'unreachable'],
    [504, '', 'unreachable'],
  ])('takes %i %s for %s', (status, body, code) => {
    expect(refusal(CALL, status, body).code).toBe(code);
  });

  it('says which call, and what the engine said', () => {
    expect(refusal(CALL, 404, said('No such container: x')).message).toBe(
      'GET /containers/json: No such container: x',
    );
    expect(refusal(CALL, 500, 'oops').message).toBe('GET /containers/json: answered with status 500');
  });

  it('says which rule a socket proxy lacks', () => {
    expect(refusal(CALL, 403, FORBIDDEN).hint).toContain('CONTAINERS=1');
  });

  it("names hale's range beside the engine's", () => {
    const { message, hint } = refusal(CALL, 400, said('client version 1.52 is too new. Maximum is 1.45'));
    expect(message).toContain('(hale speaks 1.41 to 1.52)');
    expect(hint).toContain('Connect again');
  });

  it('keeps one printable line of hostile words', () => {
    const { message } = refusal(CALL, 500, said('a\u001b[31mred\u0007\r\n\u202eevil\u2028b'));
    expect(message).toBe('GET /containers/json: a [31mred evil b');
  });

  it('clips at the bound', () => {
    const length = (size: number): number => refusal(CALL, 500, said('x'.repeat(size))).message.length;
    const bare = length(0);
    expect(length(MESSAGE_LIMIT) - bare).toBe(MESSAGE_LIMIT);
    expect(length(MESSAGE_LIMIT + 1) - bare).toBe(MESSAGE_LIMIT + '...'.length);
  });

  it.each(['null', '[]', '{"message":1}', '{"msg":"x"}', '"text"', '{'])(
    'takes %s for no words at all',
    (body) => {
      expect(refusal(CALL, 500, body).message).toContain('answered with status 500');
    },
  );
});
