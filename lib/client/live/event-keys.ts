/** Which cached answers an event makes old. Exhaustive: a new event type does not compile until it is listed here. */
import type { QueryKey } from '@tanstack/react-query';
import { alarmKeys } from '@/lib/client/query-keys/alarms';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { campaignKeys } from '@/lib/client/query-keys/campaigns';
import { environmentKeys } from '@/lib/client/query-keys/environments';
import { noticeKeys } from '@/lib/client/query-keys/lease-notices';
import { leaseKeys } from '@/lib/client/query-keys/leases';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { eventKeys } from '@/lib/client/query-keys/events';
import { hostKeys } from '@/lib/client/query-keys/hosts';
import { guestDriftKeys } from '@/lib/client/query-keys/guest-drift';
import { imageTrustKeys } from '@/lib/client/query-keys/image-trust';
import { imageKeys } from '@/lib/client/query-keys/images';
import { maintenanceKeys } from '@/lib/client/query-keys/maintenances';
import { migrationKeys } from '@/lib/client/query-keys/migrations';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { lossKeys } from '@/lib/client/query-keys/recovery';
import { planKeys } from '@/lib/client/query-keys/plans';
import { poolKeys } from '@/lib/client/query-keys/pools';
import { probeKeys } from '@/lib/client/query-keys/probes';
import { scheduleKeys } from '@/lib/client/query-keys/schedules';
import { siteKeys } from '@/lib/client/query-keys/sites';
import { technologyKeys } from '@/lib/client/query-keys/technologies';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import { voKeys } from '@/lib/client/query-keys/vos';
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
  // Whose domains they are, their states and their addresses.
  leaseKeys.details(),
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
  // Of the runs of a site one is open at most, and whichever page shows one reads it again; so does a lease that it is made for.
  'site.changed': (event) => [siteKeys.lists(), siteKeys.detail(event.siteId), siteKeys.allRuns(), leaseKeys.details()],
  'image.changed': (event) => [imageKeys.lists(), imageKeys.detail(event.specificationId)],
  'campaign.changed': () => [campaignKeys.all()],
  'lease.changed': () => [leaseKeys.all(), noticeKeys.all(), voKeys.all()],
  // What fits is judged with it.
  'maintenance.changed': () => [maintenanceKeys.all(), leaseKeys.all(), noticeKeys.all(), voKeys.all()],
  'pool.changed': () => [poolKeys.all(), voKeys.all()],
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
