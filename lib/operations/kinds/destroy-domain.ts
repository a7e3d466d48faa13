import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Ending a process takes moments; past this the hypervisor itself is in trouble and the answer must say so. */
const DESTROY_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const destroyDomain = defineOperation({
  kind: 'destroy-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: DESTROY_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Force off ${domainName(subject)}`,
});
