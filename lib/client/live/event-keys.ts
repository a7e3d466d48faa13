/** Which cached answers an event makes old. Exhaustive: a new event type does not compile until it is listed here. */
import type { QueryKey } from '@tanstack/react-query';
import { alarmKeys } from '@/lib/client/queries/alarms';
import { benchmarkKeys } from '@/lib/client/queries/benchmarks';
import { campaignKeys } from '@/lib/client/queries/campaigns';
import { environmentKeys } from '@/lib/client/queries/environments';
import { noticeKeys } from '@/lib/client/queries/lease-notices';
import { leaseKeys } from '@/lib/client/queries/leases';
import { domainKeys } from '@/lib/client/queries/domains';
import { eventKeys } from '@/lib/client/queries/events';
import { hostKeys } from '@/lib/client/queries/hosts';
import { guestDriftKeys } from '@/lib/client/queries/guest-drift';
import { imageTrustKeys } from '@/lib/client/queries/image-trust';
import { imageKeys } from '@/lib/client/queries/images';
import { maintenanceKeys } from '@/lib/client/queries/maintenances';
import { migrationKeys } from '@/lib/client/queries/migrations';
import { operationKeys } from '@/lib/client/queries/operations';
import { lossKeys } from '@/lib/client/queries/recovery';
import { planKeys } from '@/lib/client/queries/plans';
import { poolKeys } from '@/lib/client/queries/pools';
import { probeKeys } from '@/lib/client/queries/probes';
import { scheduleKeys } from '@/lib/client/queries/schedules';
import { siteKeys } from '@/lib/client/queries/sites';
import { technologyKeys } from '@/lib/client/queries/technologies';
import { testbedKeys } from '@/lib/client/queries/testbed';
import { voKeys } from '@/lib/client/queries/vos';
import type { EventBody, EventType } from '@/lib/contracts/events';

type Keys = { readonly [Type in EventType]: (event: Extract<EventBody, { type: Type }>) => readonly QueryKey[] };

const ofHost = (id: string): QueryKey[] => [
  hostKeys.lists(),
  hostKeys.detail(id),
  testbedKeys.all(),
  technologyKeys.all(),
  eventKeys.lists(),
];
const ofDomain = (id: string, hosts: readonly (string | null)[]): QueryKey[] => [
  domainKeys.lists(),
  domainKeys.detail(id),
  testbedKeys.all(),
  voKeys.all(),
  hostKeys.lists(),
  eventKeys.lists(),
  ...hosts.flatMap((host) => (host === null ? [] : [hostKeys.detail(host)])),
];

export const EVENT_KEYS: Keys = {
  'host.added': (event) => ofHost(event.hostId),
  'host.changed': (event) => ofHost(event.hostId),
  'host.removed': (event) => [...ofHost(event.hostId), domainKeys.all()],
  // Its domains turn stale or fresh with it.
  'host.status': (event) => [...ofHost(event.hostId), domainKeys.all()],
  'domain.added': (event) => ofDomain(event.domainId, [event.hostId]),
  'domain.changed': (event) => ofDomain(event.domainId, [event.hostId]),
  'domain.moved': (event) => ofDomain(event.domainId, [event.fromHostId, event.hostId]),
  'domain.missing': (event) => ofDomain(event.domainId, [event.hostId]),
  'domain.removed': (event) => ofDomain(event.domainId, []),
  'operation.changed': (event) => [
    operationKeys.lists(),
    operationKeys.detail(event.operationId),
    ...(event.kind === 'migrate-domain'
      ? [migrationKeys.lists(), migrationKeys.detail(event.operationId), migrationKeys.cost(), testbedKeys.all()]
      : []),
    // A run holds its hosts: what may be done on them changes with it.
    ...(event.kind === 'run-benchmark'
      ? [
          benchmarkKeys.runs(),
          benchmarkKeys.run(event.operationId),
          benchmarkKeys.analysis(),
          scheduleKeys.all(),
          domainKeys.all(),
          testbedKeys.all(),
        ]
      : []),
    ...(event.kind === 'run-probes' ? [probeKeys.all()] : []),
    ...(event.kind === 'run-campaign-cell' ? [campaignKeys.all()] : []),
    ...(event.kind === 'check-domain-drift' || event.kind === 'remedy-domain-drift' ? [guestDriftKeys.all()] : []),
    ...(event.kind === 'build-image' || event.kind === 'collect-images' ? [imageKeys.all()] : []),
    ...(event.domainId === null ? [] : [domainKeys.lists(), domainKeys.detail(event.domainId)]),
  ],
  // Only the run of a benchmark shows its repeats as they end; no other page has the key.
  'operation.step': (event) => [operationKeys.detail(event.operationId), benchmarkKeys.run(event.operationId)],
  'benchmark.standing': (event) => [
    benchmarkKeys.runs(),
    benchmarkKeys.run(event.operationId),
    benchmarkKeys.analysis(),
    benchmarkKeys.declaredFigures(),
  ],
  'benchmark.drift': (event) => [
    benchmarkKeys.runs(),
    benchmarkKeys.run(event.operationId),
    benchmarkKeys.declared(event.hostId),
  ],
  'schedule.changed': (event) => [scheduleKeys.lists(), scheduleKeys.detail(event.scheduleId)],
  // Of the runs of a site one is open at most, and whichever page shows one reads it again.
  'site.changed': (event) => [siteKeys.lists(), siteKeys.detail(event.siteId), siteKeys.allRuns()],
  'image.changed': (event) => [imageKeys.lists(), imageKeys.detail(event.specificationId)],
  'campaign.changed': () => [campaignKeys.all()],
  'lease.changed': () => [leaseKeys.all(), noticeKeys.all(), voKeys.all()],
  // What fits is judged with it.
  'maintenance.changed': () => [maintenanceKeys.all(), leaseKeys.all(), noticeKeys.all()],
  'pool.changed': () => [poolKeys.all()],
  'quota.changed': () => [leaseKeys.all(), noticeKeys.all(), voKeys.all()],
  'environment.changed': () => [environmentKeys.all(), voKeys.all()],
  'drift.changed': (event) => [guestDriftKeys.lists(), guestDriftKeys.domain(event.domainId), voKeys.all()],
  // What is endorsed shows on the pages of images as well.
  'image-trust.changed': () => [imageTrustKeys.all(), imageKeys.all()],
  'loss.changed': (event) => [lossKeys.lists(), lossKeys.detail(event.lossId), lossKeys.survival()],
  'plan.changed': (event) => [
    planKeys.lists(),
    planKeys.detail(event.planId),
    planKeys.settings(),
    ...(event.hostId === null ? [] : [hostKeys.detail(event.hostId)]),
  ],
  // Rows are patched in place by `apply-event.ts`; only the page that draws the curve needs the samples.
  'migration.progress': (event) => [migrationKeys.detail(event.operationId)],
  'probe.changed': () => [probeKeys.all(), voKeys.all()],
  'alarm.raised': (event) => [
    alarmKeys.all(),
    testbedKeys.all(),
    ...(event.domainId === null ? [] : [domainKeys.lists(), domainKeys.detail(event.domainId)]),
  ],
  'alarm.resolved': (event) => [
    alarmKeys.all(),
    testbedKeys.all(),
    ...(event.domainId === null ? [] : [domainKeys.lists(), domainKeys.detail(event.domainId)]),
  ],
};

/** Keys made old by this event. */
export function keysOf(event: EventBody): readonly QueryKey[] {
  // The type of the event selects the function for exactly its shape; TypeScript cannot correlate the two unions.
  const keys = EVENT_KEYS[event.type] as (event: EventBody) => readonly QueryKey[];
  return keys(event);
}
