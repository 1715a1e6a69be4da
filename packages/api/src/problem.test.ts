import { HaleError } from '@hale/core';
import { problem } from '@hale/protocol';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import { problemOf, problemResponse } from './problem.ts';

it('is application/problem+json, with what is sent along', async () => {
  const app = new Hono().get('/', (c) =>
    problemResponse(c, { status: 503, title: 'Not now', headers: { 'retry-after': '5' } }),
  );
  const response = await app.request('/');
  expect(response.status).toBe(503);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('retry-after')).toBe('5');
  expect(problem.parse(await response.json())).toEqual({
    type: 'about:blank',
    status: 503,
    title: 'Not now',
  });
});

describe('what was thrown', () => {
  it.each([
    ['bad-input', 400],
    ['not-found', 404],
    ['conflict', 409],
    ['unreachable', 503],
    ['storage', 503],
    ['timeout', 504],
    ['engine', 502],
  ] as const)('%s is %i', (code, status) => {
    expect(problemOf(new HaleError(code, 'why')).status).toBe(status);
  });

  it('of hale says what is wrong, where, and what to do', () => {
    const error = new HaleError('bad-input', 'no such name', { path: 'name', hint: 'Choose another.' });
    expect(problemOf(error)).toMatchObject({
      detail: 'no such name. Choose another.',
      errors: [{ path: 'name', message: 'no such name' }],
    });
  });

  it('of the framework keeps its status', () => {
    expect(problemOf(new HTTPException(400, { message: 'Malformed JSON' }))).toEqual({
      status: 400,
      title: 'Malformed JSON',
    });
  });

  it('and is not understood is told to nobody', () => {
    const report = problemOf(new Error('password=hunter2'));
    expect(report.status).toBe(500);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});
