import { z } from 'zod';
import { DRIFT_CHECKS } from '@/lib/domain/guest-drift';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { DRIFT_DEADLINE_MS } from './check-domain-drift';

export const remedyDomainDrift = defineOperation({
  kind: 'remedy-domain-drift',
  version: 1,
  // Not the finding's id alone: what is done must be what somebody saw when they asked for it.
  input: z.strictObject({ findingId: z.uuid(), check: z.enum(DRIFT_CHECKS), subject: z.string().max(4_096) }),
  scope: 'domains:edit',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: DRIFT_DEADLINE_MS,
  // Half a remedy is what the next comparison would find.
  cancellable: false,
  title: (subject) => `Mend a difference of ${domainName(subject)} from its image`,
});
