import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Only the asking is waited for: a guest that ignores it must not hold the domain. */
const REBOOT_DOMAIN_DEADLINE_MS = 60 * SECOND_MS;

export const rebootDomain = defineOperation({
  kind: 'reboot-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: REBOOT_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Reboot ${domainName(subject)}`,
});
