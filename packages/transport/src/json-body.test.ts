import { agentSubject, FLEET_SUBJECT } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, jsonBody, MAX_JSON_BODY_BYTES } from './json-body.ts';
import { AGENT, aContext, aNotification, aTold } from './testing/notifications.ts';

const bodyWith = (text: string) => {
  const container = aTold({ id: text, name: text, image: text, project: text, service: text, output: text });
  const { entry } = aNotification('unhealthy', { subject: text, container });
  return bodyOf(entry, aContext({ sender: { host: text, version: '1' } }));
};

describe('a body', () => {
  it('keeps names of 512 characters and output of 4,200 whole, and no more', () => {
    expect(bodyWith('x'.repeat(512))).toMatchObject({
      subject: 'x'.repeat(512),
      container: { name: 'x'.repeat(512), output: 'x'.repeat(512) },
    });
    expect(bodyWith('x'.repeat(513)).subject).toBe(`${'x'.repeat(511)}…`);
    expect(bodyWith('x'.repeat(4_200)).container?.output).toBe('x'.repeat(4_200));
    expect(bodyWith('x'.repeat(4_201)).container?.output).toBe(`${'x'.repeat(4_199)}…`);
  });

  it.each(['\u0000', '\ud800', '"', '漢'])('is never longer than it may be, all of it %j', (letter) => {
    const body = JSON.stringify(bodyWith(letter.repeat(10_000)));
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(MAX_JSON_BODY_BYTES);
  });

  it('is what its schema says, also of what is no container', () => {
    const { container: _, ...entry } = aNotification('unknown', { subject: 'engine', from: null }).entry;
    const body = bodyOf(entry, aContext());
    expect(jsonBody.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({ subject: 'engine', from: null, since: null, container: null });
  });

  it('says which agent a hub has it of, and the host of that', () => {
    const bodyOn = (subject: string, host?: string) =>
      bodyOf(
        aNotification('unknown', { subject, ...(host === undefined ? {} : { host }) }).entry,
        aContext(),
      );
    const subject = agentSubject(AGENT, 'container/web');
    expect(bodyOn(subject, 'web-1')).toMatchObject({ host: 'web-1', agent: AGENT, subject });
    expect(bodyOn(agentSubject(AGENT), 'web-1')).toMatchObject({ host: 'web-1', agent: AGENT });
    expect(bodyOn(FLEET_SUBJECT)).toMatchObject({ host: 'web-3', agent: null });
    expect(bodyOn('container/web')).toMatchObject({ host: 'web-3', agent: null });
    expect(bodyOn(subject, 'x'.repeat(513)).host).toBe(`${'x'.repeat(511)}…`);
  });

  it('is read by a receiver that knows fewer fields than there are', () => {
    const body = { ...bodyWith('web'), later: true };
    expect(jsonBody.parse(body)).not.toHaveProperty('later');
  });
});
