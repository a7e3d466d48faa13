import { z } from 'zod';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A management card answers in seconds; a machine may take some more to be off. */
const FENCE_HOST_DEADLINE_MS = 2 * MINUTE_MS;

export const fenceHost = defineOperation({
  kind: 'fence-host',
  version: 1,
  input: z.strictObject({ lossId: z.uuid() }),
  scope: 'hosts:write',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: FENCE_HOST_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Switch ${subject.host ?? 'the host'} off for certain`,
});
