import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** A reset is one command to the hypervisor; past this it does not answer. */
const RESET_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const resetDomain = defineOperation({
  kind: 'reset-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RESET_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Reset ${domainName(subject)}`,
});
