import { type ErrorCode, type HaleError } from '@hale/core';
import { PROTOCOL } from '@hale/protocol/sync';
import type { Refusal } from './exchange.ts';

/** Why a hub is not told. */
export type Trouble =
  | Refusal
  /** It has not said yet who this agent is to it. */
  | { readonly kind: 'unidentified'; readonly error: HaleError }
  /** What is to be sent cannot be read. */
  | { readonly kind: 'store'; readonly code: string };

/** Whether only a person can mend it, or time may. */
export function standingOf(trouble: Trouble): 'waiting' | 'refused' | 'conflict' {
  switch (trouble.kind) {
    case 'unknown':
    case 'version':
      return 'refused';
    case 'unidentified':
      return FOR_A_PERSON.includes(trouble.error.code) ? 'refused' : 'waiting';
    case 'first':
      return trouble.want === 'conflict' ? 'conflict' : 'waiting';
    default:
      return 'waiting';
  }
}

const FOR_A_PERSON: readonly ErrorCode[] = ['refused', 'unsupported', 'bad-input'];

/** A sentence, and what to do where there is something to do. */
export function because(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'unknown':
      return 'the hub does not know this agent any more: invite it again with `hale hub invite`, and enrol it';
    case 'unidentified': {
      const { message, hint } = trouble.error;
      return hint === undefined ? message : `${message}. ${hint.replace(/\.$/, '')}`;
    }
    case 'version': {
      const { range } = trouble;
      const spoken = range ? `${range.min} to ${range.max}` : 'other versions';
      return `the hub speaks hale-sync ${spoken}, and this agent ${PROTOCOL}: update the older of the two`;
    }
    case 'first':
      return trouble.want === 'conflict'
        ? 'another process reports as this agent: end one of the two, or enrol one of them anew'
        : 'the hub asks this agent to begin anew, again and again';
    case 'too-large':
      return 'the hub takes no message as short as this agent can make it';
    case 'busy':
      return 'the hub has asked for a pause';
    case 'invalid':
      return `the hub does not understand this agent (${trouble.status}): this is a fault of hale, please tell its authors`;
    case 'away':
      return `the hub does not answer as it should (${trouble.code})`;
    case 'store':
      return `what is to be sent cannot be read (${trouble.code})`;
  }
}
