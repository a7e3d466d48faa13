import { MigrateDomain } from '@/lib/contracts/migrations';
import { HOUR_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/**
 * The whole of a migration, from the first claim to the hearing of the guest. Large memories over slow links take long and
 * a move aborted late has cost the most; one that stands still is ended much earlier by the stall watch of the handler.
 */
const MIGRATE_DOMAIN_DEADLINE_MS = 4 * HOUR_MS;

export const migrateDomain = defineOperation({
  kind: 'migrate-domain',
  version: 1,
  // Source and target are columns of the operation.
  input: MigrateDomain.omit({ targetHostId: true, reason: true }).strict(),
  scope: 'domains:migrate',
  locks: { domain: true, migrationPlaces: true },
  deadlineMs: MIGRATE_DOMAIN_DEADLINE_MS,
  cancellable: true,
  title: (subject) =>
    `Migrate ${domainName(subject)} from ${subject.host ?? 'its host'} to ${subject.target ?? 'another host'}`,
});
