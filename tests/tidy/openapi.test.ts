import { Agent, createAgentApp } from '@hale/agent';
import { systemClock, systemHash } from '@hale/core/system';
import { createMemoryStore } from '@hale/store/memory';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';

async function description(): Promise<string> {
  const nobody = () => Promise.reject(new Error('nobody is to be called'));
  const agent = await Agent.open({
    http: nobody,
    internet: nobody,
    store: createMemoryStore(),
    clock: systemClock,
    random: () => 0,
    hash: systemHash,
    sender: { host: 'here', version: '1.2.3' },
  });
  const response = await createAgentApp(agent).request('/openapi.json');
  return response.text();
}

async function complaints(source: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config });
  return problems.map(({ ruleId, severity, message, location }) => {
    const [{ pointer } = {}] = location;
    return `${severity} ${ruleId}: ${message} (${pointer})`;
  });
}

it('the API describes itself in valid OpenAPI 3.1, without a complaint of its linter', async () => {
  expect(await complaints(await description())).toEqual([]);
});

it('the linter would complain', async () => {
  const broken = (await description()).replace('"operationId"', '"operationID"');
  expect(await complaints(broken)).not.toEqual([]);
});
