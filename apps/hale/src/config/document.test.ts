import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_VALUES, readDocument } from './document.ts';
import { problemText } from './problem.ts';

const problems = (text: string): readonly string[] => readDocument(text, 'f').problems.map(problemText);
const value = (text: string): unknown => readDocument(text, 'f').value;

describe('a document', () => {
  it.each<[string, unknown]>([
    ['', null],
    ['# nothing', null],
    ['a: 1', { a: 1 }],
    ['a: on\nb: yes\nc: 010\nd: 2001-01-01', { a: 'on', b: 'yes', c: 10, d: '2001-01-01' }],
    ['1: x\ntrue: y', { '1': 'x', true: 'y' }],
    ['a: &x [1]\nb: [*x, *x]', { a: [1], b: [[1], [1]] }],
    ['"<<": {a: 1}\nb: 2', { '<<': { a: 1 }, b: 2 }],
    ['\u{feff}a: 1', { a: 1 }],
    ['[1, ~, 2]', [1, null, 2]],
  ])('%j is %j', (text, expected) => {
    expect({ value: value(text), problems: problems(text) }).toEqual({ value: expected, problems: [] });
  });

  it('makes nothing of a key that objects have', () => {
    const read = value('__proto__: {polluted: true}\nconstructor: 1');
    expect(Object.keys(read as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it.each<[string, string]>([
    ['a: 1\nb: 2\na: 3', 'f:3:1 a: it is there already, above'],
    ['x: {y: 1, y: 2}', 'f:1:11 x.y: it is there already, above'],
    ['a: [1', 'f:1:6: the indentation does not fit what is above, or a bracket is not closed'],
    [
      'a: "x',
      'f:1:6: a character is missing: a closing quote or bracket, a comma, a colon, or a space after one',
    ],
    ['\ta: b', 'f:1:1: expected spaces as indentation, got a tab'],
    ['a: b: c', 'f:1:4: a second ": " on one line; put the text in quotes'],
    ['--- 1\n--- 2', 'f:2:1: expected one document: there is a second "---"'],
    ['a: !!binary aGk=', 'f:1:4: there are no tags such as !this here'],
    ['? [a]\n: 1', 'f:1:3: expected text as a key'],
    ['a: *x', 'f:1:4 a: an alias of an anchor that is not there'],
  ])('%j is wrong: %s', (text, expected) => {
    expect({ value: value(text), first: problems(text)[0] }).toEqual({ value: undefined, first: expected });
  });

  it('tells of each key that is there twice', () => {
    expect(problems('a: 1\na: 2\nb: 1\nb: 2\nb: 3')).toHaveLength(3);
  });

  it('tells of ten faults in its form at most', () => {
    expect(problems('{'.repeat(40))).toHaveLength(10);
  });

  it('stays within its bounds of depth', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(problems(nested(MAX_DEPTH + 1))).toEqual([]);
    expect(problems(nested(MAX_DEPTH + 2))).toEqual([
      `f:1:${MAX_DEPTH + 2}: nested more than ${MAX_DEPTH} deep`,
    ]);
    expect(problems(nested(100_000))).toEqual([
      expect.stringContaining(`nested more than ${MAX_DEPTH} deep`),
    ]);
    expect(problems('a: &a\n  b: *a')).toEqual([
      expect.stringContaining(`nested more than ${MAX_DEPTH} deep`),
    ]);
  });

  it('stays within its bounds of size, whatever a few aliases stand for', () => {
    const list = (entries: number): string => `[${'x,'.repeat(entries)}]`;
    expect(problems(list(MAX_VALUES - 1))).toEqual([]);
    expect(problems(list(MAX_VALUES))).toEqual([
      expect.stringMatching(/^f:1:100000: more than 50000 values/),
    ]);
    const bomb = Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(9)}]`);
    bomb[0] = 'a0: &a0 [x,x,x,x,x,x,x,x,x]';
    expect(problems(bomb.join('\n'))).toEqual([expect.stringContaining('more than 50000 values')]);
  });

  it('is not slowed by many keys', () => {
    const keys = Array.from({ length: MAX_VALUES - 1 }, (_, n) => `k${n}: 1`).join('\n');
    expect(problems(keys)).toEqual([]);
  });

  it('says where each value is, or what is nearest above it', () => {
    const read = readDocument('a: &x\n  b: 1\nc:\n  - d: 2\n  - *x\n', 'f');
    expect(read.locate(['a'])).toEqual({ line: 1, column: 1 });
    expect(read.locate(['a', 'b'])).toEqual({ line: 2, column: 3 });
    expect(read.locate(['c', 0, 'd'])).toEqual({ line: 4, column: 5 });
    expect(read.locate(['c', 0, 'missing', 'more'])).toEqual({ line: 4, column: 5 });
    expect(read.locate(['c', 1])).toEqual({ line: 5, column: 5 });
    expect(read.locate(['nowhere'])).toEqual({ line: 1, column: 1 });
    expect([read.has(['c', 1, 'b']), read.has(['c', 2])]).toEqual([true, false]);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    'a',
    'b: ',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&x ',
    '*x',
    '!t ',
    '"',
    "'",
    '|\n',
    '#',
    '---\n',
    '%YAML 1.1\n',
    '\t',
    '? ',
    '<<: ',
    '~',
    '1',
  ),
  fc.string(),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

it('whatever the text, there is a value or a problem, and never a throw', () => {
  fc.assert(
    fc.property(text, (yaml) => {
      const read = readDocument(yaml, 'f');
      expect(read.value === undefined).toBe(read.problems.length > 0);
      for (const { line, column } of read.problems)
        expect([line, column].every((at) => (at ?? 0) >= 1)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('never repeats the text', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 30 }), (yaml, at) => {
      const said = problems(`${yaml.slice(0, at)}Hush-5ecret${yaml.slice(at)}`).map((line) =>
        line.split(': ').at(-1),
      );
      expect(said.join()).not.toContain('Hush-5ecret');
    }),
    { numRuns: 1_000 },
  );
});
