import { z } from 'zod';
import { PROBE_IDS } from '@/lib/domain/probe';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** Every probe by its own deadline, and as long again for whoever asks the target at that moment. */
const RUN_PROBES_DEADLINE_MS = 10 * MINUTE_MS;

export const runProbes = defineOperation({
  kind: 'run-probes',
  version: 1,
  input: z.strictObject({
    targetId: z.uuid(),
    probes: z.array(z.enum(PROBE_IDS)).min(1).max(PROBE_IDS.length),
  }),
  scope: 'probes:run',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: RUN_PROBES_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Probe ${subject.domain ?? subject.host ?? 'a service'}`,
});
