import { type WebhookBody, webhookBody } from '@hale/transport/webhook';

/** One transition, as a receiver has it. */
export interface Word extends Pick<WebhookBody, 'id' | 'seq' | 'subject' | 'from' | 'to'> {
  /** All of it, to compare repeats. */
  readonly body: string;
}

export function wordOf(body: string): Word {
  return { ...webhookBody.parse(JSON.parse(body)), body };
}
