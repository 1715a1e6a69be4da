import { agentSubject, type JournalEntry } from '@hale/core';

/** An agent's entry as the fleet knows it. */
export function fleetEntry(entry: JournalEntry, agent: string, host: string): JournalEntry {
  return { ...entry, subject: agentSubject(agent, entry.subject), host };
}
