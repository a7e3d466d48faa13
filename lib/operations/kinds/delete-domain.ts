import { DeleteDomain } from '@/lib/contracts/domain-making';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A guest may take minutes to power off; removing is quick. Past this somebody looks: what is left is written down. */
const DELETE_DOMAIN_DEADLINE_MS = 20 * MINUTE_MS;

export const deleteDomain = defineOperation({
  kind: 'delete-domain',
  version: 1,
  // The name that was typed has been compared by then.
  input: DeleteDomain.omit({ confirmName: true, reason: true }).strict(),
  scope: 'domains:create',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: DELETE_DOMAIN_DEADLINE_MS,
  // Half a domain is worth less than none or a whole one.
  cancellable: false,
  title: (subject) => `Delete ${domainName(subject)}${subject.host === undefined ? '' : ` from ${subject.host}`}`,
});
