import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A definition and a start; both take seconds, and an agent that dies in between costs the next one its lease. */
const RECOVER_DOMAIN_DEADLINE_MS = 5 * MINUTE_MS;

/** The lost host is `hostId`, the one that takes the domain `targetHostId`. */
export const recoverDomain = defineOperation({
  kind: 'recover-domain',
  version: 1,
  input: z.strictObject({ lossId: z.uuid() }),
  scope: 'domains:operate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RECOVER_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) =>
    `Start ${domainName(subject)} on ${subject.target ?? 'another host'} after the loss of ${subject.host ?? 'its host'}`,
});
