import { z } from 'zod';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A host defines a network in a moment; one that has not within minutes does not answer. */
const MAKE_NETWORK_DEADLINE_MS = 5 * MINUTE_MS;

/** A network among domains of a host, which leads nowhere else. Its host is `hostId`. */
export const makeNetwork = defineOperation({
  kind: 'make-network',
  version: 1,
  input: z.strictObject({ name: z.string().min(1).max(255), cidr: z.cidrv4().optional() }),
  scope: 'sites:apply',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: MAKE_NETWORK_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Make network ${subject.network ?? ''} on ${subject.host ?? 'a host'}`,
});
