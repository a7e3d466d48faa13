import { z } from 'zod';
import { ARCHITECTURES, HOST_STATUSES, type HostStatus, HYPERVISORS, isSimulated } from '@/lib/domain/host';
import type { MatrixHost } from '@/lib/domain/technologies/host-findings';
import type { Db } from '@/lib/server/db/client';
import { parseCapabilities, parseHostFacts } from '@/lib/server/db/facts';

export interface KnownHost extends MatrixHost {
  readonly status: HostStatus;
  readonly seenAt: Date | null;
  /** It was read at least once: what it says is as of `seenAt`. */
  readonly known: boolean;
}

const Hypervisor = z.enum(HYPERVISORS).catch('other');
const Architecture = z.enum(ARCHITECTURES).catch('unknown');
const Status = z.enum(HOST_STATUSES);

/** Every host of the inventory by name, with what its last reading says of its technology. */
export async function loadMatrixHosts(db: Pick<Db, 'host'>): Promise<readonly KnownHost[]> {
  const rows = await db.host.findMany({
    select: {
      id: true,
      name: true,
      uri: true,
      driver: true,
      status: true,
      seenAt: true,
      hypervisor: true,
      architecture: true,
      facts: true,
      capabilities: true,
    },
    orderBy: { name: 'asc' },
  });
  return rows.map((row) => {
    const facts = parseHostFacts(row.facts);
    return {
      id: row.id,
      name: row.name,
      simulated: isSimulated(row),
      hypervisor: Hypervisor.parse(row.hypervisor),
      architecture: Architecture.parse(row.architecture),
      facts: facts ?? { guestModes: [] },
      capabilities: parseCapabilities(row.capabilities),
      status: Status.parse(row.status),
      seenAt: row.seenAt,
      known: facts !== undefined,
    };
  });
}
