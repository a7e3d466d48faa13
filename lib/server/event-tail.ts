import { getConfig } from './config';
import { createEventTail, type EventTail } from './events/tail-events';
import { getLog } from './log';

declare global {
  var gridboxEventTails: Map<string, EventTail> | undefined;
}

/** The process's one tail of the event log, opened by its first reader; it says goodbye when the process is asked to end. */
export function getEventTail(): EventTail {
  const { databaseUrl } = getConfig();
  const all = (globalThis.gridboxEventTails ??= new Map<string, EventTail>());
  let tail = all.get(databaseUrl);
  if (tail === undefined) {
    const made = createEventTail({
      databaseUrl,
      onError: (error) => getLog().warn({ err: error }, 'the event tail lost its connection and makes it anew'),
    });
    tail = made;
    all.set(databaseUrl, made);
    // An open stream would otherwise hold the server's end up until its deadline.
    process.once('SIGTERM', () => void made.stop());
  }
  return tail;
}
