import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** One command to a batch system; past this it does not answer. */
const OPEN_SLOTS_DEADLINE_MS = MINUTE_MS;

/** Takes back what a plan has closed, and nothing else. */
export const openSlots = defineOperation({
  kind: 'open-slots',
  version: 1,
  input: z.strictObject({ planId: z.uuid() }),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: OPEN_SLOTS_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Open the slots of ${domainName(subject)} again`,
});
