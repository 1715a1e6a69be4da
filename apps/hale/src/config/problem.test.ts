import { expect, it } from 'vitest';
import { inOrder, type Path, type Problem, pathText, problemText } from './problem.ts';

it.each<[Path, string]>([
  [[], ''],
  [['name'], 'name'],
  [['log', 'level'], 'log.level'],
  [['checks', 2, 'interval'], 'checks[2].interval'],
  [['tell', 'oom-killed'], 'tell.oom-killed'],
  [['destinations', 'Ops Slack', 'slack'], 'destinations["Ops Slack"].slack'],
  [['a.b', 'c'], '["a.b"].c'],
  [['', '"'], '[""]["\\""]'],
])('the path %j is %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});

const problem: Problem = { source: 'hale.yaml', line: 3, column: 5, path: ['log'], message: 'expected more' };

it('is a line that an editor can follow', () => {
  expect(problemText(problem)).toBe('hale.yaml:3:5 log: expected more');
  expect(problemText({ ...problem, path: [] })).toBe('hale.yaml:3:5: expected more');
  expect(problemText({ ...problem, source: '--data', line: null, column: null, path: [] })).toBe(
    '--data: expected more',
  );
});

it('comes in the order of reading, what is in no file first', () => {
  const at = (line: number | null, column: number | null): Problem => ({ ...problem, line, column });
  expect(inOrder([at(3, 5), at(2, 9), at(3, 1), at(null, null)])).toEqual([
    at(null, null),
    at(2, 9),
    at(3, 1),
    at(3, 5),
  ]);
});
