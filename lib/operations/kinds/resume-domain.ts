import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Starting the virtual CPUs takes moments; past this the hypervisor does not answer. */
const RESUME_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const resumeDomain = defineOperation({
  kind: 'resume-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RESUME_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Resume ${domainName(subject)}`,
});
