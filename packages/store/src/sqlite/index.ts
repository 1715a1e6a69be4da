export { lockFolder } from './lock-folder.ts';
export { type OpenedAgentStore, openAgentStore } from './open-agent-store.ts';
export { type OpenedHubStore, openHubStore } from './open-hub-store.ts';
export { MAX_DAMAGED, type OpenedSqlite, openSqlite } from './open-sqlite.ts';
export { sqlOver } from './sql-over.ts';
