import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A dozen small programs; by the console of an emulated guest each takes seconds. Past this somebody asks again. */
export const DRIFT_DEADLINE_MS = 10 * MINUTE_MS;

export const checkDomainDrift = defineOperation({
  kind: 'check-domain-drift',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  // A guest that is moved or stopped meanwhile would be told of as one that has changed.
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: DRIFT_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Compare ${domainName(subject)} with its image`,
});
