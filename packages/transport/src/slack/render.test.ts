import { agentSubject } from '@hale/core';
import { NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGENT,
  aContext,
  aFailure,
  aNotification,
  anyNotifications,
  aTold,
} from '../testing/notifications.ts';
import type { Block } from './blocks.ts';
import { slackOptions } from './options.ts';
import { type SlackMessage, slackMessage, TEXT_LIMIT } from './render.ts';

const url = 'https://hooks.slack.com/services/T0000TEST/B0000TEST/abc';
const plain = slackOptions.parse({ url });
const pinging = slackOptions.parse({ url, mention: '<!here>', link: 'https://example.test/{subject}' });
const container = aTold({ failingStreak: 3, output: 'connection refused' });
const unhealthy = aNotification('unhealthy', { from: 'healthy', container });
const recovery = aNotification('healthy', { from: 'starting' }, { ends: aFailure() });
const engine = aNotification('unknown', { subject: 'engine', cause: 'engine-lost' });

const shapeOf = ({ blocks = [] }: SlackMessage): readonly string[] => blocks.map(({ type }) => type);

describe('one change', () => {
  it('is a title, its facts, what the probe said, and who tells', () => {
    const message = slackMessage([unhealthy], plain, aContext());
    expect(message.text).toBe('🔴 shop/web is unhealthy (web-3)');
    expect(shapeOf(message)).toEqual(['header', 'section', 'section', 'context']);
    expect(message.blocks?.[0]).toMatchObject({ text: { text: '🔴 shop/web is unhealthy' } });
    expect(message.blocks?.at(-1)).toMatchObject({ elements: [{ text: 'hale 1.2.3' }] });
    expect(message).toMatchObject({ unfurl_links: false, unfurl_media: false, link_names: false });
  });

  it('does not name the host twice', () => {
    expect(slackMessage([engine], plain, aContext()).text).toBe('⚪ The engine on web-3 is out of sight');
  });

  it('is plainer in the second try, and text alone in the third', () => {
    const second = slackMessage([unhealthy], plain, aContext({ tier: 1 }));
    expect(shapeOf(second)).toEqual(['header', 'section']);
    expect(JSON.stringify(second.blocks)).toContain('connection refused');
    const third = slackMessage([unhealthy], plain, aContext({ tier: 2 }));
    expect(Object.keys(third)).toEqual(['text', 'unfurl_links', 'unfurl_media', 'link_names']);
    expect(third.text).toMatch(/^🔴 shop\/web is unhealthy \(web-3\)\nHost: web-3\n[^]*connection refused$/);
  });
});

describe('many changes', () => {
  it('are a title and a line each, the worst first', () => {
    const message = slackMessage([recovery, unhealthy], plain, aContext());
    expect(message.text).toBe('🔴 2 containers on web-3: 1 unhealthy, 1 healthy again');
    expect(shapeOf(message)).toEqual(['header', 'section', 'section', 'context']);
    expect(message.blocks?.[1]).toMatchObject({ text: { text: expect.stringContaining('is unhealthy') } });
  });

  it('are a list where there is nothing but text', () => {
    const { text } = slackMessage([recovery, unhealthy], plain, aContext({ tier: 2 }));
    expect(text.split('\n')).toHaveLength(3);
  });

  it('are at least one', () => {
    expect(() => slackMessage([], plain, aContext())).toThrow(RangeError);
  });
});

describe('of a hub', () => {
  const own = { subject: agentSubject(AGENT, 'container/shop/web/1'), host: 'web-1' };

  it('is a change on the host of its agent, and never on that of the hub', () => {
    const linked = slackOptions.parse({ url, link: 'https://example.test/{host}/{subject}' });
    const lost = aNotification('unknown', { subject: agentSubject(AGENT), host: 'web-1' });
    expect(slackMessage([aNotification('unhealthy', own)], linked, aContext()).text).toBe(
      '🔴 shop/web is unhealthy (web-1)',
    );
    expect(slackMessage([lost], linked, aContext()).text).toBe('⚪ The agent on web-1 is lost');
    for (const notification of [aNotification('unhealthy', own), lost])
      for (const tier of [0, 1, 2] as const) {
        const message = JSON.stringify(
          slackMessage([notification, notification], linked, aContext({ tier })),
        );
        const single = JSON.stringify(slackMessage([notification], linked, aContext({ tier })));
        expect(message + single).not.toContain('web-3');
        if (tier === 0) expect(single).toContain('https://example.test/web-1/agent');
      }
  });

  it('is many changes with the host of each', () => {
    const group = ['web-1', 'web-2', 'web-4'].map((host) => aNotification('unhealthy', { ...own, host }));
    const message = slackMessage(group, plain, aContext());
    expect(message.text).toBe('🔴 3 containers on 3 hosts: 3 unhealthy');
    for (const host of ['web-1', 'web-2', 'web-4'])
      expect(JSON.stringify(message.blocks)).toContain(`*shop/web* on ${host} is unhealthy`);
  });
});

describe('who is pinged', () => {
  it.each([0, 1, 2] as const)('is pinged once by something critical, at tier %i', (tier) => {
    for (const notifications of [[unhealthy], [recovery, unhealthy, unhealthy]]) {
      const { text, blocks } = slackMessage(notifications, pinging, aContext({ tier }));
      expect(text.startsWith('<!here> 🔴')).toBe(true);
      expect(JSON.stringify(blocks ?? '').match(/<!here>/g) ?? []).toHaveLength(tier === 2 ? 0 : 1);
    }
  });

  it.each([
    ['a recovery', recovery],
    ['a reminder', { ...unhealthy, reminder: true }],
    ['what flaps', { ...unhealthy, flapping: 'began' as const }],
    ['an engine out of sight', engine],
    ['a stop', aNotification('stopped')],
  ])('is not pinged by %s', (_, notification) => {
    expect(JSON.stringify(slackMessage([notification], pinging, aContext()))).not.toContain('<!here>');
  });

  it('is chosen by the configuration alone', () => {
    const cry = '<!channel> <@U012AB3CD> @here @everyone';
    const hostile = aTold({ name: cry, image: cry, project: cry, service: cry, output: cry });
    for (const tier of [0, 1, 2] as const) {
      const context = aContext({ tier, sender: { host: cry, version: cry } });
      const change = aNotification('unhealthy', {
        subject: `container/${cry}`,
        container: hostile,
        host: cry,
      });
      for (const notifications of [[change], [change, change]]) {
        const message = slackMessage(notifications, plain, context);
        expect(markedTexts(message).join('\n').replace(LOCAL_TIME, '')).not.toMatch(
          /<|@(?:here|everyone|channel)/,
        );
      }
    }
  });
});

it('has a button for a page about the subject', () => {
  const { blocks } = slackMessage([unhealthy], pinging, aContext());
  expect(JSON.stringify(blocks)).toContain('"url":"https://example.test/container%2Fshop%2Fweb%2F1"');
});

it('has a coloured bar instead of a title', () => {
  const colourful = slackOptions.parse({ url, colour: true });
  const { text, blocks, attachments } = slackMessage([recovery], colourful, aContext());
  expect(text).toBe('🟢 shop/web is healthy again after 12 min (web-3)');
  expect(blocks).toBeUndefined();
  expect(attachments).toMatchObject([
    { color: '#2eb67d', blocks: [{ type: 'section' }, { type: 'context' }] },
  ]);
});

it('says all of it in its text where the receiver may know no blocks', () => {
  const compatible = slackOptions.parse({ url: 'http://127.0.0.1:1/', compatible: true });
  const message = slackMessage([unhealthy], compatible, aContext());
  expect(message.text).toContain('\nFailing: 3 probes in a row');
  expect(shapeOf(message)).toContain('header');
});

it('is within the limits of Slack, whatever is told', () => {
  const anyOptions = fc.record({ colour: fc.boolean(), compatible: fc.boolean() }).map((change) => ({
    ...pinging,
    ...change,
  }));
  fc.assert(
    fc.property(
      anyNotifications(200),
      anyOptions,
      fc.constantFrom(0, 1, 2),
      (notifications, options, tier) => {
        const message = slackMessage(notifications, options, aContext({ tier, now: NOON }));
        expect(message.text.length).toBeLessThanOrEqual(TEXT_LIMIT);
        expect(message.text.trim()).not.toBe('');
        expect(message.text.isWellFormed()).toBe(true);
        for (const blocks of [message.blocks, ...(message.attachments ?? []).map((one) => one.blocks)])
          if (blocks) expectWithinLimits(blocks);
      },
    ),
    { numRuns: 150 },
  );
});

/** Slack's own numbers, apart from those of the code. */
function expectWithinLimits(blocks: readonly Block[]): void {
  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.length).toBeLessThanOrEqual(45);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(10_000);
  const ids = blocks.flatMap((block) => ('block_id' in block && block.block_id ? [block.block_id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id.length).toBeLessThanOrEqual(255);
  for (const block of blocks) {
    if (block.type === 'header') expectText(block.text, 150);
    else if (block.type === 'context') {
      expect(block.elements.length).toBeLessThanOrEqual(10);
      for (const element of block.elements) expectText(element, 3_000);
    } else if (block.type === 'actions')
      for (const { text, url: link } of block.elements) {
        expectText(text, 75);
        expect(link.length).toBeLessThanOrEqual(3_000);
      }
    else {
      expect(block.text ?? block.fields).toBeDefined();
      if (block.text) expectText(block.text, 3_000);
      expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10);
      for (const field of block.fields ?? []) expectText(field, 2_000);
    }
  }
}

function expectText({ text }: { readonly text: string }, limit: number): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(limit);
  expect(text.isWellFormed()).toBe(true);
}

const LOCAL_TIME = /<!date\^\d+\^[{}_a-z ]+\|[-\d: ]+UTC>/g;

/** All that Slack reads marks in; a plain text object has none. */
function markedTexts(message: SlackMessage): readonly string[] {
  const found = [message.text];
  JSON.stringify(message, (_, value) => {
    if (value?.type === 'mrkdwn') found.push(value.text);
    return value;
  });
  return found;
}
