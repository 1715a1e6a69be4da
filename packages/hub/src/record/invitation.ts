import { iso } from '@hale/api';
import type { Invitation as InvitationRecord, Invited as InvitedRecord } from '@hale/protocol';
import type { Invitation } from '@hale/store/hub';
import type { Invited } from '../enrolment.ts';

/** An invitation as the API has it: without anything that its token could be guessed by. */
export function invitationRecord({ key, since, until, uses, agent }: Invitation): InvitationRecord {
  return { key, since: iso(since), until: iso(until), uses, agent };
}

/** The same with its token, for the one answer that has it. */
export function invitedRecord({ invitation, token }: Invited): InvitedRecord {
  return { ...invitationRecord(invitation), token, command: `HALE_HUB_TOKEN=${token} hale agent --hub URL` };
}
