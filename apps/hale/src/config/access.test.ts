import { expect, it } from 'vitest';
import { MAX_TOKENS } from './access.ts';
import { problemText } from './problem.ts';
import { testFolder } from './testing/folder.ts';

const DIGEST = '0123456789abcdef'.repeat(4);

async function load(yaml: string) {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', yaml);
  const { settings, problems, warnings } = await folder.load();
  return {
    tokens: settings?.tokens,
    problems: problems.map(problemText),
    warnings: warnings.map(problemText),
  };
}

it('has tokens, each by its digest, which may only read unless it says more', async () => {
  const two = `{ name: ci, sha256: ${DIGEST.toUpperCase()} }, { name: ops, sha256: ${DIGEST}, scope: operate }`;
  expect(await load(`access: { tokens: [${two}] }`)).toEqual({
    tokens: [
      { name: 'ci', sha256: DIGEST, scope: 'read' },
      { name: 'ops', sha256: DIGEST, scope: 'operate' },
    ],
    problems: [],
    warnings: [],
  });
  expect((await load('access:\n  tokens:\n')).tokens).toEqual([]);
});

it.each<[string, readonly string[]]>([
  ['access: {}', []],
  ['access: [x]', [':1:1 access: expected a mapping, got a list']],
  [
    `access: { tokens: [{ name: ci, sha256: "${'0'.repeat(63)}", scope: admin }] }`,
    [
      ':1:32 access.tokens[0].sha256: expected the SHA-256 of a token, 64 hexadecimal digits, as hale token prints it',
      ':1:107 access.tokens[0].scope: expected read or operate',
    ],
  ],
  [
    `access: { tokens: [{ sha256: hale_${'a'.repeat(43)} }] }`,
    [
      ':1:20 access.tokens[0].name: expected text, got nothing',
      ':1:22 access.tokens[0].sha256: expected the SHA-256 of a token, got a token: it is known now, so make a new one with hale token',
    ],
  ],
  [
    `access: { tokens: [{ name: a, sha256: ${DIGEST} }, { name: a, sha256: ${DIGEST} }] }`,
    [':1:11 access.tokens: expected a name of its own for each'],
  ],
  [
    `access: { tokens: [{ name: A b, sha256: ${DIGEST} }] }`,
    [':1:22 access.tokens[0].name: expected a name of at most 63 letters a-z, digits and hyphens'],
  ],
])('%j', async (yaml, problems) => {
  const loaded = await load(yaml);
  expect(loaded.problems.map((each) => each.replace(/^hale\.yaml/, ''))).toEqual(problems);
});

it(`has ${MAX_TOKENS} tokens at most`, async () => {
  const many = (count: number): string =>
    `access: { tokens: [${Array.from({ length: count }, (_, n) => `{ name: t${n}, sha256: ${DIGEST} }`).join()}] }`;
  expect((await load(many(MAX_TOKENS))).problems).toEqual([]);
  expect((await load(many(MAX_TOKENS + 1))).problems).toEqual([
    expect.stringContaining(`expected ${MAX_TOKENS} entries at most`),
  ]);
});

it('is missed where other machines would be answered', async () => {
  const token = `access: { tokens: [{ name: a, sha256: ${DIGEST} }] }`;
  expect((await load('listen: 0.0.0.0:4253')).warnings).toEqual([
    'hale.yaml:1:1 listen: other machines reach it, and access.tokens is empty, so hale agent and hale up will not start there; hale token makes one',
  ]);
  expect((await load(`listen: 0.0.0.0:4253\n${token}`)).warnings).toEqual([]);
  expect((await load('listen: 127.0.0.1:4253')).warnings).toEqual([]);
});
