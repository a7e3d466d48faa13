import { z } from 'zod';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/**
 * How long a guest gets to power off by itself. A guest that needs longer is called deaf too early, which an operator
 * can wait out; one that will never answer must not hold its domain for longer.
 */
export const SHUTDOWN_DOMAIN_DEADLINE_MS = 2 * MINUTE_MS;

export const shutdownDomain = defineOperation({
  kind: 'shutdown-domain',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: SHUTDOWN_DOMAIN_DEADLINE_MS,
  // Stops the waiting; the power button stays pressed.
  cancellable: true,
  title: (subject) => `Shut down ${domainName(subject)}`,
});
