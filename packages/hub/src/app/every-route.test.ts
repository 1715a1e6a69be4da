import { describeEveryRoute } from '@hale/api/testing';
import { gunzip } from '@hale/core/system';
import { anAgent } from '../testing/agent.ts';
import { aHub } from '../testing/hub.ts';
import { createHubApp, hubDocs } from './app.ts';

const theHub = await aHub();
const { token: agent } = await anAgent(theHub);
const { token: enrolment } = await theHub.hub.enrolment.invite();

await describeEveryRoute({
  docs: hubDocs,
  serve: (access) => createHubApp(theHub.hub, { access, gunzip }),
  open: ['get /livez'],
  callers: { agent, enrolment },
});
