import { z } from 'zod';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** As long as saving may take: the same memory comes back over the same disk. */
const RESTORE_DOMAIN_DEADLINE_MS = 30 * MINUTE_MS;

export const restoreDomain = defineOperation({
  kind: 'restore-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RESTORE_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Restore ${domainName(subject)}${subject.host === undefined ? '' : ` on ${subject.host}`}`,
});
