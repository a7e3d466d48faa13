import type { EnvironmentNotes, EnvironmentPlace } from '@/lib/contracts/environments';
import { type Actor, hasScope } from '@/lib/domain/access';
import { networklessWords } from '@/lib/leases/feasibility-words';
import { hasOwnNetwork } from '@/lib/domain/environment-network';
import { hostArchitectures } from '@/lib/leases/render-site';
import type { Tx } from '@/lib/server/db/client';
import { parseCapabilities } from '@/lib/server/db/facts';

/**
 * Whether the hosts that it may use can make a network of a lease alone, as they said when they were read, also those that are not up now. No
 * reason to refuse it: hosts come, and learn.
 */
export async function lookAtNetwork(
  db: Pick<Tx, 'host'>,
  actor: Actor,
  place: EnvironmentPlace,
): Promise<EnvironmentNotes['network']> {
  if (!hasOwnNetwork(place)) return null;
  const hosts = await db.host.findMany({
    where: {
      enabled: true,
      architecture: { in: [...hostArchitectures(place)] },
      ...(place.hostClass === null ? {} : { class: place.hostClass }),
      ...(place.hosts.length === 0 ? {} : { name: { in: [...place.hosts] } }),
    },
    orderBy: { name: 'asc' },
    select: { name: true, capabilities: true },
  });
  const lacking = hosts.flatMap(({ name, capabilities }) => {
    const why = parseCapabilities(capabilities)?.noNetworks;
    return why === undefined ? [] : [{ hostName: name, why }];
  });
  if (lacking.length === 0) return null;
  const words = networklessWords(lacking, hasScope(actor, 'hosts:read'));
  return lacking.length < hosts.length
    ? { possible: true, words: `${words} It is made on the others.` }
    : {
        possible: false,
        words: `${words} No lease of it fits until there is a host that can, or it has no network of its own.`,
      };
}
