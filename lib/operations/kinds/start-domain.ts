import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** A start that takes longer hangs in the hypervisor; failing too early would call a slow start a failure, so it is generous. */
const START_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const startDomain = defineOperation({
  kind: 'start-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: START_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Start ${domainName(subject)}${subject.host === undefined ? '' : ` on ${subject.host}`}`,
});
