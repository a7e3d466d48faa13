import type { EventBody } from '@/lib/contracts/events';
import type { HostSummary } from '@/lib/contracts/hosts';

/** What an event says about one host's row, applied to it. Same object where nothing changes. Pure. */
export function patchHost<T extends HostSummary>(host: T, event: EventBody, at: string): T {
  if (event.type !== 'host.status' || event.hostId !== host.id) return host;
  if (host.status === event.status && host.statusReason === event.reason) return host;
  return {
    ...host,
    status: event.status,
    statusReason: event.reason,
    statusSince: host.status === event.status ? host.statusSince : at,
  };
}
