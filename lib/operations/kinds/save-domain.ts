import { z } from 'zod';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/**
 * Memory goes to a disk of the host: 16 GiB take three minutes at 100 MB/s. Called late too early, a save that goes on by
 * itself would be shown as failed; too late, a host that hangs would hold its domain.
 */
const SAVE_DOMAIN_DEADLINE_MS = 30 * MINUTE_MS;

export const saveDomain = defineOperation({
  kind: 'save-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: SAVE_DOMAIN_DEADLINE_MS,
  // Not every hypervisor can stop one half way (Xen cannot), and the domain is a click from where it was.
  cancellable: false,
  title: (subject) => `Save ${domainName(subject)} to disk`,
});
