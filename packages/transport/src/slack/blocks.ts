import { elide } from '../elide.ts';

/** The blocks of Slack's Block Kit that are used here, and its limits in characters. */
export type Block = HeaderBlock | SectionBlock | ContextBlock | ActionsBlock;

export interface HeaderBlock {
  readonly type: 'header';
  readonly text: PlainText;
}

export interface SectionBlock {
  readonly type: 'section';
  /** Of one that is about a subject: the subject itself. */
  readonly block_id?: string;
  readonly text?: Mrkdwn;
  readonly fields?: readonly Mrkdwn[];
}

export interface ContextBlock {
  readonly type: 'context';
  readonly elements: readonly (Mrkdwn | PlainText)[];
}

export interface ActionsBlock {
  readonly type: 'actions';
  readonly elements: readonly {
    readonly type: 'button';
    readonly text: PlainText;
    readonly url: string;
  }[];
}

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Nothing in it becomes a link or a mention by itself. */
  readonly verbatim: true;
}

export const HEADER_LIMIT = 150;
export const SECTION_LIMIT = 3_000;
export const MAX_FIELDS = 10;
export const MAX_CONTEXT_ELEMENTS = 10;
export const BLOCK_ID_LIMIT = 255;
const PLAIN_ID = /^[\x20-\x7e]+$/;
export const URL_LIMIT = 3_000;
/** Slack allows 50. */
export const MAX_BLOCKS = 45;
/** Of all blocks as JSON. Slack says `msg_blocks_too_long` at some 13,000 and documents no limit. Source: bolt-js#2509. */
export const BLOCKS_LIMIT = 10_000;

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, HEADER_LIMIT) };
}

/** `text` is mrkdwn. */
export function section(text: string, blockId?: string): SectionBlock {
  return { type: 'section', ...withId(blockId), text: marked(text) };
}

/** Two columns. Each of `fields` is mrkdwn. */
export function columns(fields: readonly string[], blockId?: string): SectionBlock {
  return { type: 'section', ...withId(blockId), fields: fields.slice(0, MAX_FIELDS).map(marked) };
}

/** Small print. `lines` are mrkdwn. */
export function context(lines: readonly string[]): ContextBlock {
  return { type: 'context', elements: lines.slice(0, MAX_CONTEXT_ELEMENTS).map(marked) };
}

export function smallPrint(text: string): ContextBlock {
  return { type: 'context', elements: [plainText(text, SECTION_LIMIT)] };
}

export function button(text: string, url: string): ActionsBlock {
  return { type: 'actions', elements: [{ type: 'button', text: plainText(text, 75), url }] };
}

/** As many of the blocks, from the first, as Slack takes beside the blocks `around` them. */
export function within(blocks: readonly Block[], around: readonly Block[]): readonly Block[] {
  let left = BLOCKS_LIMIT - '['.length - around.reduce((sum, block) => sum + sizeOf(block), 0);
  const few = blocks.slice(0, MAX_BLOCKS - around.length);
  const over = few.findIndex((block) => {
    left -= sizeOf(block);
    return left < 0;
  });
  return over === -1 ? few : few.slice(0, over);
}

function sizeOf(block: Block): number {
  return JSON.stringify(block).length + 1;
}

function withId(blockId = ''): { readonly block_id?: string } {
  return PLAIN_ID.test(blockId) && blockId.length <= BLOCK_ID_LIMIT ? { block_id: blockId } : {};
}

function plainText(text: string, limit: number): PlainText {
  return { type: 'plain_text', text: elide(text, limit), emoji: false };
}

function marked(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}
