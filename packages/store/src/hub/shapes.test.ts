import { newJournal } from '@hale/core';
import { expect, it } from 'vitest';
import { aStream, someReceived } from '../testing/hub-samples.ts';
import { aChange } from '../testing/samples.ts';
import { areBeliefs, isStreamBody } from './shapes.ts';

const { agent: _, session: __, version: ___, ...body } = aStream('a');
const [received] = await someReceived('a', newJournal('epoch'), [aChange('web')]);
const belief = { subject: 'container/web', last: received?.chained.entry };

it('knows a stream that has been through JSON, and one that is spoilt', () => {
  const written: object = JSON.parse(JSON.stringify(body));
  expect(isStreamBody(written)).toBe(true);
  const numbers = ['stateSeq', 'skewMs'];
  const others = [
    'epoch',
    'acked',
    'digest',
    'unsettled',
    'instance',
    'processes',
    'engine',
    'queued',
    'dropped',
  ];
  for (const name of numbers)
    expect([name, isStreamBody({ ...written, [name]: 'x' })]).toEqual([name, false]);
  for (const name of others) expect([name, isStreamBody({ ...written, [name]: 5 })]).toEqual([name, false]);
  for (const other of [null, 5, 'x', [], {}]) expect(isStreamBody(other)).toBe(false);
});

it('knows what a part of a snapshot holds', () => {
  expect(areBeliefs([])).toBe(true);
  expect(areBeliefs([belief, belief])).toBe(true);
  for (const other of [null, {}, [null], [{ ...belief, subject: 5 }], [belief, { ...belief, last: {} }]])
    expect(areBeliefs(other)).toBe(false);
});
