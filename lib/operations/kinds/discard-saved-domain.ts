import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Removing a file is one command; past this the hypervisor does not answer. */
const DISCARD_SAVED_DEADLINE_MS = 60 * SECOND_MS;

export const discardSavedDomain = defineOperation({
  kind: 'discard-saved-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: DISCARD_SAVED_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Discard the saved memory of ${domainName(subject)}`,
});
