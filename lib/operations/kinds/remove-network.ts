import { z } from 'zod';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** As for its making. */
const REMOVE_NETWORK_DEADLINE_MS = 5 * MINUTE_MS;

/** One that Gridbox has made; another of the same name is left alone. Its host is `hostId`. */
export const removeNetwork = defineOperation({
  kind: 'remove-network',
  version: 1,
  input: z.strictObject({ name: z.string().min(1).max(255) }),
  scope: 'sites:apply',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: REMOVE_NETWORK_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Remove network ${subject.network ?? ''} from ${subject.host ?? 'a host'}`,
});
