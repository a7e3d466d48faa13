import { z } from 'zod';
import { CreateDomain } from '@/lib/contracts/domain-making';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { HOUR_MS } from '@/lib/utils/time';

/** A copied image of hundreds of GiB takes hours, and each piece of it has a limit of its own. */
const CREATE_DOMAIN_DEADLINE_MS = 6 * HOUR_MS;

/** The new domain's UUID is the operation's `domainId` before there is any such domain; its host is `hostId`. */
export const createDomain = defineOperation({
  kind: 'create-domain',
  version: 1,
  input: CreateDomain.omit({ hostId: true, reason: true })
    .extend({
      /** Whose things are taken away together, e.g. a site; the account where it is not given. */
      owner: z.string().min(1).max(255).optional(),
      /** `DomainContext` that it gets as its last disk. */
      contextId: z.uuid().optional(),
      /** `KeptDisk` of its VO that its first disk starts from, in place of what the wish says of that. */
      keptDiskId: z.uuid().optional(),
    })
    .strict(),
  scope: 'domains:create',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: CREATE_DOMAIN_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Create ${domainName(subject)} on ${subject.host ?? 'a host'}`,
});
