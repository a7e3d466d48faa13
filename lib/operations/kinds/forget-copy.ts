import { z } from 'zod';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** Removing a definition is one command; past this the hypervisor does not answer. */
const FORGET_COPY_DEADLINE_MS = MINUTE_MS;

/** `hostId` is the host that came back; the domain lives elsewhere. */
export const forgetCopy = defineOperation({
  kind: 'forget-copy',
  version: 1,
  input: z.strictObject({}),
  scope: 'domains:edit',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: FORGET_COPY_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Remove what ${subject.host ?? 'the host'} still has defined of ${domainName(subject)}`,
});
