import type { Stream } from '@hale/store/hub';

interface Sender {
  readonly session: string;
  readonly instance: string;
  readonly epoch?: string;
}

/** Whether it was said in the session that is open, by the process that has opened it. */
export function isInSession(stream: Stream, sender: Sender): boolean {
  return (
    stream.session !== null &&
    stream.session === sender.session &&
    stream.instance === sender.instance &&
    (sender.epoch === undefined || sender.epoch === stream.epoch)
  );
}
