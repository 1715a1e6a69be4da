import { expect, it } from 'vitest';
import { Hale, runHale, temporaryFolder } from './hale.ts';
import { servedEngine } from './served-engine.ts';

const web = { name: 'web', was: { status: 'running', forMs: 60_000 } } as const;

async function watching(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Hale> {
  const agent = new Hale(['agent', ...argv], { env });
  await agent.until('it watches', ({ lines }) => lines.length > 0);
  return agent;
}

it('passes while the agent watches, fails without its engine, and finds no agent after kill -9', async () => {
  const engine = await servedEngine(web);
  const env = { ...engine.env, HALE_DATA: await temporaryFolder(), HALE_LISTEN: '' };
  const agent = await watching(env);
  expect(await runHale(['health'], { env })).toEqual({ code: 0, stdout: '✓ pass\n', stderr: '' });

  await engine.close();
  await agent.until('it is lost', ({ stdout }) => stdout.includes('out of sight'));
  expect(await runHale(['health'], { env })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^✗ fail\n {2}the engine is out of sight: /),
  });

  agent.process.kill('SIGKILL');
  await agent.exit;
  expect(await runHale(['health'], { env })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^hale: no agent is running for unix:/),
  });
});

it('asks an agent that remembers nowhere at its port', async () => {
  const engine = await servedEngine(web);
  const agent = await watching(engine.env);
  await agent.until('it says where', ({ stderr }) => stderr.includes('"listens"'));
  const url = new URL(JSON.parse(agent.stderr.split('\n')[0] ?? '').listens);
  expect(await runHale(['health', '--listen', url.host], { env: engine.env })).toMatchObject({ code: 0 });
  agent.process.kill('SIGKILL');
  await agent.exit;
  expect(await runHale(['health', '--listen', url.host], { env: engine.env })).toMatchObject({ code: 2 });
});
