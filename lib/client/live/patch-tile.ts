/**
 * What an event says about one domain's row, applied to it. Pure; returns the same object where nothing changes, so that
 * what shows it does not draw again.
 */
import type { TestbedTile } from '@/lib/contracts/domains';
import type { EventBody } from '@/lib/contracts/events';
import { isFinished } from '@/lib/domain/operation';

/** What rows of the domain list and tiles of the map have in common. */
export type DomainRow = Pick<TestbedTile, 'id' | 'hostId' | 'state' | 'operation' | 'missingSince' | 'stale'>;

/** Id of the domain an event is about; undefined for events of hosts and of operations without one. */
export function domainOf(event: EventBody): string | undefined {
  return 'domainId' in event && event.domainId !== null ? event.domainId : undefined;
}

export function patchTile<T extends DomainRow>(tile: T, event: EventBody, at: string): T {
  switch (event.type) {
    case 'domain.added':
    case 'domain.changed':
    case 'domain.moved': {
      const hostId = event.hostId ?? tile.hostId;
      if (tile.state === event.state && tile.hostId === hostId && tile.missingSince === null && !tile.stale)
        return tile;
      return { ...tile, state: event.state, hostId, missingSince: null, stale: false };
    }
    case 'domain.missing':
      return tile.missingSince === null ? { ...tile, missingSince: at } : tile;
    case 'operation.changed': {
      const held = tile.operation;
      if (isFinished(event.state)) return held?.id === event.operationId ? { ...tile, operation: null } : tile;
      if (event.state !== 'queued' && event.state !== 'running') return tile;
      // A queued operation behind the one that runs does not hold the domain yet.
      if (held !== null && held.id !== event.operationId && event.state === 'queued') return tile;
      if (held?.id === event.operationId) {
        return held.state === event.state ? tile : { ...tile, operation: { ...held, state: event.state } };
      }
      return {
        ...tile,
        operation: {
          id: event.operationId,
          kind: event.kind,
          state: event.state,
          progress: null,
          targetHostId: null,
          stage: null,
        },
      };
    }
    case 'migration.progress': {
      if (
        event.stage === 'done' ||
        event.stage === 'failed' ||
        event.stage === 'cancelled' ||
        event.stage === 'moved-unheard' ||
        event.stage === 'moved-restarted'
      ) {
        return tile;
      }
      const held = tile.operation?.id === event.operationId ? tile.operation : undefined;
      // Frames may arrive after a fresher answer of the API: progress never runs backwards.
      const progress =
        event.progress === null ? (held?.progress ?? null) : Math.max(event.progress, held?.progress ?? 0);
      return {
        ...tile,
        operation: {
          id: event.operationId,
          kind: 'migrate-domain',
          state: event.stage === 'queued' ? 'queued' : 'running',
          progress,
          targetHostId: event.targetHostId,
          stage: event.stage,
        },
      };
    }
    case 'host.added':
    case 'host.changed':
    case 'host.removed':
    case 'host.status':
    case 'domain.removed':
    case 'operation.step':
    case 'benchmark.standing':
    case 'benchmark.drift':
    case 'schedule.changed':
    case 'plan.changed':
    case 'site.changed':
    case 'image.changed':
    case 'campaign.changed':
    case 'lease.changed':
    case 'pool.changed':
    case 'maintenance.changed':
    case 'environment.changed':
    case 'quota.changed':
    case 'image-trust.changed':
    case 'drift.changed':
    case 'loss.changed':
    case 'probe.changed':
    case 'alarm.raised':
    case 'alarm.resolved':
      return tile;
  }
}
