import { type ErrorCode, HaleError, type Signal } from '@hale/core';
import { type EnrolAnswer, enrolAnswer, type Host, PROTOCOL } from '@hale/protocol/sync';
import { exchange, type HubAccess, type Refusal } from './exchange.ts';
import { because } from './trouble.ts';

/** The way to a hub, and an enrolment token. */
export type EnrolmentAccess = Pick<HubAccess, 'http' | 'url' | 'token'>;

/**
 * Uses an enrolment token up: resolves to who the agent is from now on, and the token that it proves itself by.
 *
 * @throws HaleError `refused` where the token is none, or was used; `unsupported` where the hub speaks another version; what the
 *   network throws where the hub cannot be reached, `unreachable` where it asks for a pause; else `protocol`
 */
export async function enrol(access: EnrolmentAccess, host: Host, signal?: Signal): Promise<EnrolAnswer> {
  const message = { protocol: { min: PROTOCOL, max: PROTOCOL }, host };
  const came = await exchange(access, {
    path: 'v1/enrol',
    message,
    answer: enrolAnswer,
    ...(signal && { signal }),
  });
  if (came.kind === 'answered') return came.answer;
  throw failure(came);
}

function failure(refusal: Refusal): HaleError {
  switch (refusal.kind) {
    case 'unknown':
      return new HaleError('refused', 'the hub does not take this enrolment token', {
        hint: 'It serves once, and not for long: have another made with `hale hub invite`.',
      });
    case 'version':
      return new HaleError('unsupported', because(refusal));
    case 'busy':
      return new HaleError('unreachable', because(refusal), { hint: 'Try again a little later.' });
    case 'away':
      return new HaleError(codeOf(refusal.code), because(refusal), {
        hint: 'Check the address of the hub, and that it runs; the token may be used already.',
      });
    default:
      return new HaleError('protocol', because(refusal));
  }
}

const OF_THE_NETWORK: readonly ErrorCode[] = ['unreachable', 'timeout', 'tls', 'permission', 'bad-input'];

function codeOf(code: string): ErrorCode {
  return OF_THE_NETWORK.find((known) => known === code) ?? 'protocol';
}
