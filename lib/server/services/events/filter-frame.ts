import type { StreamFrame } from '@/lib/contracts/events';
import { hasScope, seesVo, type Actor } from '@/lib/domain/access';

/** What one viewer may be told now; read anew whenever the session is looked at again. */
export interface Viewer {
  readonly actor: Actor;
  /** Hosts a viewer without `hosts:read` knows of: those that hold a domain of the own VOs. */
  readonly hostIds: ReadonlySet<string>;
}

/**
 * The frame as this viewer may have it; undefined where it is of none of their business. Pure.
 *
 *   event of VO lhcb, viewer bound to atlas  → undefined
 *   event of a host, viewer bound to atlas   → undefined
 *   seen, viewer bound to atlas              → ages of the hosts that hold the own domains, without load and memory
 */
export function filterFrame(viewer: Viewer, frame: StreamFrame): StreamFrame | undefined {
  switch (frame.frame) {
    case 'hello':
    case 'bye':
      return frame;
    case 'event':
      return seesVo(viewer.actor, frame.event.vo ?? undefined) ? frame : undefined;
    case 'seen': {
      if (hasScope(viewer.actor, 'hosts:read')) return frame;
      const hosts = frame.hosts.filter((host) => viewer.hostIds.has(host.hostId));
      if (hosts.length === 0) return undefined;
      return { frame: 'seen', hosts: hosts.map((host) => ({ ...host, cpuLoad: null, memoryFreeKiB: null })) };
    }
  }
}
