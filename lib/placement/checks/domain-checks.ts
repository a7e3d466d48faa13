import { VERB_STATES } from '@/lib/domain/domain-actions';
import { NOTHING, type Check } from './check';

/** Reasons that lie in the domain itself and hold for every target. */
export const DOMAIN_CHECKS: readonly Check[] = [
  {
    name: 'domain is known',
    find: ({ domain, source }) =>
      domain.missing || source === undefined ? [{ code: 'domain-missing', values: { domain: domain.name } }] : NOTHING,
  },
  {
    name: 'one running copy',
    find: ({ domain }) =>
      domain.claimedBy !== undefined
        ? [{ code: 'split-brain', values: { domain: domain.name, hosts: domain.claimedBy } }]
        : NOTHING,
  },
  {
    name: 'state allows it',
    find: ({ domain }) =>
      domain.missing || VERB_STATES.migrate.includes(domain.state)
        ? NOTHING
        : [{ code: 'domain-state', values: { domain: domain.name, state: domain.state, wanted: VERB_STATES.migrate } }],
  },
  {
    name: 'no other operation',
    find: ({ domain, context }) =>
      context.heldBy === undefined
        ? NOTHING
        : [{ code: 'operation-in-progress', values: { domain: domain.name, operation: context.heldBy } }],
  },
  {
    name: 'no snapshots',
    find: ({ domain }) =>
      domain.hasSnapshots ? [{ code: 'has-snapshots', values: { domain: domain.name } }] : NOTHING,
  },
  {
    name: 'no device of the host',
    find: ({ domain }) =>
      domain.passthrough.length > 0
        ? [{ code: 'passthrough-device', values: { devices: domain.passthrough } }]
        : NOTHING,
  },
  {
    name: 'drives empty',
    find: ({ domain }) => {
      const devices = domain.disks
        .filter(
          (disk) => (disk.kind === 'cdrom' || disk.kind === 'floppy') && disk.source !== undefined && !disk.shared,
        )
        .map((disk) => `${disk.target} (${disk.source ?? ''})`);
      return devices.length > 0 ? [{ code: 'iso-attached', values: { devices } }] : NOTHING;
    },
  },
  {
    name: 'not the last head of a queue',
    find: ({ domain, context }) =>
      context.lastHeadOf !== undefined && context.lastHeadOf.length > 0
        ? [{ code: 'last-head-of-queue', values: { domain: domain.name, queues: context.lastHeadOf } }]
        : NOTHING,
  },
  {
    name: 'no running jobs',
    find: ({ domain, context }) =>
      context.runningJobs !== undefined && context.runningJobs > 0
        ? [{ code: 'running-jobs', values: { domain: domain.name, jobs: context.runningJobs } }]
        : NOTHING,
  },
];
