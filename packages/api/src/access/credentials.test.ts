import { expect, it } from 'vitest';
import { credentialsOf, hasTokenInQuery } from './credentials.ts';

const TOKEN = `hale_${'a'.repeat(43)}`;
const AGENT = `hale_a1_0123456789abcdef_${'a'.repeat(43)}`;
const ENROLMENT = `hale_e1_0123456789abcdef_${'a'.repeat(43)}`;

it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN}`])(
  'reads a token from %j',
  (authorization) => {
    expect(credentialsOf(new Headers({ authorization }))).toEqual({ kind: 'token', of: 'api', token: TOKEN });
  },
);

it.each([
  ['agent', AGENT],
  ['enrolment', ENROLMENT],
] as const)('tells the token of an %s from others', (of, token) => {
  expect(credentialsOf(new Headers({ authorization: `Bearer ${token}` }))).toEqual({
    kind: 'token',
    of,
    token,
  });
});

it.each([
  '',
  'Bearer',
  TOKEN,
  `Basic ${TOKEN}`,
  `Bearer ${TOKEN} x`,
  `Bearer ${TOKEN}x`,
  `Bearer ${TOKEN}, Bearer ${TOKEN}`,
  `Bearer "${TOKEN}"`,
  `Bearer hale_${'ä'.repeat(43)}`,
  `Bearer ${'x'.repeat(10_000)}`,
])('takes %j for malformed', (authorization) => {
  expect(credentialsOf(new Headers({ authorization }))).toEqual({ kind: 'malformed' });
});

it('takes two headers for malformed, though both are good, and none for none', () => {
  const headers = new Headers();
  expect(credentialsOf(headers)).toEqual({ kind: 'none' });
  headers.append('authorization', `Bearer ${TOKEN}`);
  headers.append('authorization', `Bearer ${TOKEN}`);
  expect(credentialsOf(headers)).toEqual({ kind: 'malformed' });
});

it.each([
  ['token=x', true],
  ['access_token=x', true],
  ['Access_Token=', true],
  ['api_key=x', true],
  [`name=${TOKEN}`, true],
  [TOKEN, true],
  [`name=${AGENT}`, true],
  [AGENT, true],
  [`name=${ENROLMENT}`, true],
  [ENROLMENT, true],
  [`a=1&b=%68ale_${'a'.repeat(43)}`, true],
  ['', false],
  ['name=hale_web&limit=5', false],
  ['name=token', false],
  ['name=hale_a1_0123456789abcdef', false],
])('sees a token in ?%s: %s', (query, has) => {
  expect(hasTokenInQuery(new URL(`http://hale/containers?${query}`))).toBe(has);
});
