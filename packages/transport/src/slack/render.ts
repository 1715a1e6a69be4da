import { type Severity, severity } from '@hale/core';
import { oneLine } from '../clean-text.ts';
import { messageOf, titleOf } from '../message.ts';
import { groupTitle, worstFirst } from '../message-group.ts';
import { hostOf, type Notification } from '../notification.ts';
import type { RenderContext } from '../transport.ts';
import { type Block, header, SECTION_LIMIT, section, smallPrint, within } from './blocks.ts';
import { groupBlocks, groupText } from './group-blocks.ts';
import { linkTo } from './link.ts';
import { messageBlocks, messageText } from './message-blocks.ts';
import { escape } from './mrkdwn.ts';
import type { SlackOptions } from './options.ts';

/** In characters: Slack cuts at 40,000, and advises this. */
export const TEXT_LIMIT = 4_000;
const HEADLINE_LIMIT = 1_000;
const SENDER_LIMIT = 100;

/** The body that an incoming webhook takes. */
export interface SlackMessage {
  /** What phones, screen readers and search show; all there is, where a receiver knows no blocks. */
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly color: string; readonly blocks: readonly Block[] }[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly link_names: false;
}

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#e01e5a',
  warning: '#868686',
  info: '#36c5f0',
  recovery: '#2eb67d',
};

/** One notification, or many as one. */
interface Content {
  readonly title: string;
  /** The title for where nothing else is seen. */
  readonly headline: string;
  readonly severity: Severity;
  /** All that follows the title, as mrkdwn in at most `limit` characters. */
  text(limit: number): string;
  /** The same with columns, boxes and buttons, beside blocks that have to be there. */
  blocks(around: readonly Block[]): readonly Block[];
}

/** Tier 0: all that Slack can show. Tier 1: a title and a text. Tier 2: text. */
export function slackMessage(
  notifications: readonly Notification[],
  options: SlackOptions,
  context: RenderContext,
): SlackMessage {
  const sorted = worstFirst(notifications);
  const content = contentOf(sorted, options, context);
  const ping = sorted.some(isAlarm) && options.mention !== null ? options.mention : '';
  const quiet = { unfurl_links: false, unfurl_media: false, link_names: false } as const;
  const headline = joined(ping, escape(content.headline, HEADLINE_LIMIT), ' ');
  const told = (limit: number, before: string): string =>
    joined(before, content.text(limit - before.length - 1), '\n');
  const text = context.tier === 2 || options.compatible ? told(TEXT_LIMIT, headline) : headline;
  if (context.tier === 2) return { text, ...quiet };

  const title = header(content.title);
  if (context.tier === 1) return { text, blocks: [title, section(told(SECTION_LIMIT, ping))], ...quiet };
  const above = ping === '' ? [] : [section(ping)];
  const below = [smallPrint(`hale ${oneLine(context.sender.version, SENDER_LIMIT)}`)];
  const blocks = [...above, ...content.blocks([title, ...above, ...below]), ...below];
  return options.colour
    ? { text, attachments: [{ color: COLOURS[content.severity], blocks }], ...quiet }
    : { text, blocks: [title, ...blocks], ...quiet };
}

function contentOf(sorted: readonly Notification[], options: SlackOptions, context: RenderContext): Content {
  const [first, ...others] = sorted;
  if (first === undefined) throw new RangeError('nothing to tell');
  const message = messageOf(first, context);
  const { mark } = message;
  if (others.length > 0) {
    const title = `${mark} ${groupTitle(sorted, context.sender)}`;
    return {
      title,
      headline: title,
      severity: message.severity,
      text: (limit) => groupText(sorted, context, limit),
      blocks: (around) => groupBlocks(sorted, context, around),
    };
  }
  const { subject } = first.entry;
  const title = `${mark} ${titleOf(message)}`;
  const host = oneLine(hostOf(first.entry, context.sender), SENDER_LIMIT);
  const link = options.link === null ? null : linkTo(options.link, { subject, host });
  return {
    title,
    headline: message.place === null ? title : `${title} (${message.place})`,
    severity: message.severity,
    text: (limit) => messageText(message, limit),
    blocks: (around) => within(messageBlocks(message, subject, link), around),
  };
}

/** The first word of something critical: a reminder wakes nobody, nor does what was unhealthy a moment ago and was told. */
function isAlarm({ entry, reminder, flapping }: Notification): boolean {
  return !reminder && flapping !== 'began' && severity(entry.to) === 'critical';
}

function joined(before: string, after: string, by: string): string {
  return before === '' ? after : `${before}${by}${after}`;
}
