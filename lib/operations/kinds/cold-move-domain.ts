import { ColdMoveDomain } from '@/lib/contracts/cold-moves';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { HOUR_MS } from '@/lib/utils/time';

/**
 * From the first claim to the guest's first word at the target. Disks of terabytes over slow links take hours, and a copy
 * aborted late has cost the most; each piece of it has a limit of its own.
 */
const COLD_MOVE_DOMAIN_DEADLINE_MS = 12 * HOUR_MS;

export const coldMoveDomain = defineOperation({
  kind: 'cold-move-domain',
  version: 1,
  // Source and target are columns of the operation.
  input: ColdMoveDomain.omit({ targetHostId: true, reason: true }).strict(),
  scope: 'domains:migrate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: COLD_MOVE_DOMAIN_DEADLINE_MS,
  cancellable: true,
  title: (subject) =>
    `Cold move of ${domainName(subject)} from ${subject.host ?? 'its host'} to ${subject.target ?? 'another host'}`,
});
