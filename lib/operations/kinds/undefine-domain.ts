import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Removing a definition is one command; past this the hypervisor does not answer. */
const UNDEFINE_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const undefineDomain = defineOperation({
  kind: 'undefine-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:edit',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: UNDEFINE_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Delete the definition of ${domainName(subject)}`,
});
