import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** One command to a batch system; past this it does not answer. Its jobs are not waited for here. */
const CLOSE_SLOTS_DEADLINE_MS = MINUTE_MS;

/** For a plan that shuts the worker node down once its jobs have ended. */
export const closeSlots = defineOperation({
  kind: 'close-slots',
  version: 1,
  input: z.strictObject({ planId: z.uuid(), reason: z.string().max(500) }),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: CLOSE_SLOTS_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Close the slots of ${domainName(subject)}`,
});
