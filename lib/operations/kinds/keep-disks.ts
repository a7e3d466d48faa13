import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { HOUR_MS } from '@/lib/utils/time';

/** Hundreds of gigabytes through a slow line. Sooner would end copies that get on; later, a host that hangs keeps the place of a lease. */
const KEEP_DISKS_DEADLINE_MS = 6 * HOUR_MS;

export const keepDisks = defineOperation({
  kind: 'keep-disks',
  version: 1,
  // For how long, and for whom, is in its row.
  input: z.strictObject({ leaseId: z.uuid() }),
  scope: 'leases:approve',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: KEEP_DISKS_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Export the disks of ${domainName(subject)}`,
});
