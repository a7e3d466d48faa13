import { DefineDomain } from '@/lib/contracts/domains';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation } from '@/lib/operations/definition';

/** Taking a definition is one command to the hypervisor; past this it does not answer. */
const DEFINE_DOMAIN_DEADLINE_MS = MINUTE_MS;

export const defineDomain = defineOperation({
  kind: 'define-domain',
  version: 1,
  // The host is a column of the operation.
  input: DefineDomain.pick({ definition: true }).strict(),
  scope: 'domains:edit',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: DEFINE_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) =>
    `Define ${subject.domain ?? 'a domain'}${subject.host === undefined ? '' : ` on ${subject.host}`}`,
});
