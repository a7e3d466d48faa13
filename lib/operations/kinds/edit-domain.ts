import { EditDomain } from '@/lib/contracts/domains';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** Writing metadata is one command to the hypervisor; past this it does not answer. */
const EDIT_DOMAIN_DEADLINE_MS = MINUTE_MS;

export const editDomain = defineOperation({
  kind: 'edit-domain',
  version: 1,
  input: EditDomain,
  scope: 'domains:edit',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: EDIT_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Edit ${domainName(subject)}`,
});
