export type { SlackOptions } from './options.ts';
export { slack } from './slack.ts';
