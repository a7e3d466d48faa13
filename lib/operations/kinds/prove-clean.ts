import { z } from 'zod';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** Hundreds of things are asked for one after the other, each with a limit of its own; what was not reached is looked for next time. */
const PROVE_CLEAN_DEADLINE_MS = 20 * MINUTE_MS;

/** Looks for what a site was to leave behind, past whatever the operations that took it away have said. Changes nothing on any host. */
export const proveClean = defineOperation({
  kind: 'prove-clean',
  version: 1,
  input: z.strictObject({
    runId: z.uuid(),
    siteId: z.uuid(),
    siteName: z.string(),
    /** Owner of its things in the book of what was made. */
    owner: z.string(),
    /** Everything that was ever made for it; else only what is named here. */
    whole: z.boolean(),
    domains: z.array(z.strictObject({ id: z.guid(), name: z.string() })),
    networks: z.array(z.strictObject({ hostId: z.guid(), hostName: z.string(), name: z.string() })),
  }),
  scope: 'sites:apply',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: PROVE_CLEAN_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Look for what is left of site ${subject.site ?? ''}`,
});
