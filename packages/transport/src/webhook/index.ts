export { type JsonBody as WebhookBody, jsonBody as webhookBody } from '../json-body.ts';
export { webhook } from './webhook.ts';
