import { describeTransport } from '../testing/conformance.ts';
import { slack } from './slack.ts';

describeTransport('slack', slack);
