import { Agent, createAgentApp } from '@hale/agent';
import { systemClock, systemHash } from '@hale/core/system';
import { createHubApp, Hub } from '@hale/hub';
import { migrate } from '@hale/store';
import { createHubStore, HUB_MIGRATIONS } from '@hale/store/hub';
import { createMemoryStore } from '@hale/store/memory';
import { openSqlite } from '@hale/store/sqlite';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';

const nobody = () => Promise.reject(new Error('nobody is to be called'));
const parts = {
  internet: nobody,
  clock: systemClock,
  random: () => 0,
  hash: systemHash,
  sender: { host: 'here', version: '1.2.3' },
};

async function ofAgent(): Promise<string> {
  const agent = await Agent.open({ ...parts, http: nobody, store: createMemoryStore() });
  return (await createAgentApp(agent).request('/openapi.json')).text();
}

async function ofHub(): Promise<string> {
  const { sql } = openSqlite(':memory:');
  await migrate(sql, HUB_MIGRATIONS);
  const { hub } = await Hub.open({ ...parts, store: createHubStore(sql), secret: () => 's'.repeat(43) });
  return (await createHubApp(hub).request('/openapi.json')).text();
}

async function complaints(source: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config });
  return problems.map(({ ruleId, severity, message, location }) => {
    const [{ pointer } = {}] = location;
    return `${severity} ${ruleId}: ${message} (${pointer})`;
  });
}

describe.each([
  ['an agent', ofAgent],
  ['a hub', ofHub],
])('the API of %s', (_what, description) => {
  it('describes itself in valid OpenAPI 3.1, without a complaint of its linter', async () => {
    expect(await complaints(await description())).toEqual([]);
  });

  it('would be complained of', async () => {
    const broken = (await description()).replace('"operationId"', '"operationID"');
    expect(await complaints(broken)).not.toEqual([]);
  });
});
