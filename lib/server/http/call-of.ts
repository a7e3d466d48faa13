import type { CommandCall } from '@/lib/server/services/operations/submit-command';

/** The parts of a request that every command takes: its key, how long it would wait, and when the asker goes away. */
export const callOf = (call: {
  readonly idempotencyKey: string | undefined;
  readonly query: { readonly wait?: number | undefined };
  readonly request: Request;
}): CommandCall => ({
  idempotencyKey: call.idempotencyKey,
  waitSeconds: call.query.wait,
  signal: call.request.signal,
});
