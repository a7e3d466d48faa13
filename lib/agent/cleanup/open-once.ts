import type { HostConnection } from '@/lib/drivers/port';
import type { OpenHost } from './remove-things';

/** A host that is away is waited for once, and not for each of its things: a whole site would take as many times as long. */
export function openOnce(open: OpenHost): OpenHost {
  const links = new Map<string, Promise<HostConnection>>();
  return async (hostId) => {
    const link = links.get(hostId) ?? open(hostId);
    links.set(hostId, link);
    return await link;
  };
}
