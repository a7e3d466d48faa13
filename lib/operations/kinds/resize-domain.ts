import { ResizeDomain } from '@/lib/contracts/domains';
import { MINUTE_MS } from '@/lib/utils/time';
import { defineOperation, domainName } from '@/lib/operations/definition';

/** A balloon moves as fast as the guest lets go of memory, which may take a while and ends by itself. */
const RESIZE_DOMAIN_DEADLINE_MS = 2 * MINUTE_MS;

export const resizeDomain = defineOperation({
  kind: 'resize-domain',
  version: 1,
  input: ResizeDomain,
  scope: 'domains:edit',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RESIZE_DOMAIN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Resize ${domainName(subject)}`,
});
