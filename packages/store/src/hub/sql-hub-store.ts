import { days } from '../journal.ts';
import {
  allDeliveries,
  changeOutbox,
  deadLetters,
  deliveriesOf,
  destinationStates,
  due,
  nextDue,
} from '../outbox.ts';
import { changeSilence, silences } from '../silences.ts';
import type { Sql } from '../sql.ts';
import { agentByKey, agentRecord, agentRecords, countAgents, countSilent, expiredAgents } from './agents.ts';
import { believed, restless } from './believed.ts';
import { deliveriesOfAgent, IN_SIGHT } from './deliveries.ts';
import { enrol, invitationByKey, invitations, invite } from './enrolment.ts';
import { epochOwner } from './epochs.ts';
import { groupCommit } from './group-commit.ts';
import type { HubStore } from './hub-store.ts';
import { apiTokens, found, hubIdentity } from './identity.ts';
import { chain, entriesAfter, history } from './journal.ts';
import { gaps, knownUpTo, rejected } from './losses.ts';
import { pruneHub } from './prune.ts';
import { snapshotParts } from './snapshot-parts.ts';
import { countContainers, subjects } from './subjects-query.ts';

/**
 * A hub's store over any SQL engine whose tables are up to date: see `migrate` and `HUB_MIGRATIONS`.
 *
 * `turn`: resolves once everyone who is to share a transaction has come; at once, if nothing is said.
 */
export function createHubStore(sql: Sql, { turn = atOnce }: { turn?: () => Promise<void> } = {}): HubStore {
  const { commit, idle } = groupCommit(sql, turn);
  return {
    hub: () => hubIdentity(sql),
    found: (hub, token) => found(sql, hub, token),
    tokens: () => apiTokens(sql),

    invite: async (invitation) => {
      await sql.query(invite(invitation));
    },
    invitation: (key) => invitationByKey(sql, key),
    invitations: (now, limit) => invitations(sql, now, limit),
    enrol: (enrolment) => enrol(sql, enrolment),

    agentByKey: (key) => agentByKey(sql, key),
    agent: (id) => agentRecord(sql, id),
    agents: (query) => agentRecords(sql, query),
    expired: (now, limit) => expiredAgents(sql, now, limit),
    countSilent: (query) => countSilent(sql, query),
    countAgents: () => countAgents(sql),
    epochOwner: (epoch) => epochOwner(sql, epoch),
    parts: (agent, snapshot) => snapshotParts(sql, agent, snapshot),

    believed: (agent, only) => believed(sql, agent, only),
    subjects: (query) => subjects(sql, query),
    countContainers: (agent) => countContainers(sql, agent),
    restless: (query) => restless(sql, query),
    deliveriesOf: (agent) => deliveriesOfAgent(sql, agent),
    knownUpTo: (epoch) => knownUpTo(sql, epoch),
    gaps: (agent, limit) => gaps(sql, agent, limit),
    rejected: (agent, limit) => rejected(sql, agent, limit),
    history: (query) => history(sql, query),
    chain: (agent, epoch, after, limit) => chain(sql, agent, epoch, { after, limit }),
    days: (query) => days(sql, query),

    due: (destination, now, limit) => due(sql, destination, now, limit, IN_SIGHT),
    nextDue: (destination) => nextDue(sql, destination, IN_SIGHT),
    deliveries: (destination, about) => deliveriesOf(sql, destination, about),
    destinations: () => destinationStates(sql),
    entriesAfter: (position, limit) => entriesAfter(sql, position, limit),
    save: async (changes) => {
      const { guards, statements } = changeOutbox(changes);
      return (await sql.batch(statements, guards)) === 'done';
    },
    outstanding: async (limit) => ({
      deliveries: await allDeliveries(sql, limit),
      dead: await deadLetters(sql, limit),
    }),
    silences: () => silences(sql),
    silence: async (change) => {
      const { guards, statements } = changeSilence(change);
      return (await sql.batch(statements, guards)) === 'done';
    },

    commit,
    prune: (now) => pruneHub(sql, now),
    close: async () => {
      await idle();
      await sql.close();
    },
  };
}

const atOnce = (): Promise<void> => Promise.resolve();
