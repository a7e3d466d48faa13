import { domainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/domain/readings';
import type { CallOptions, HostConnection } from '@/lib/drivers/port';
import type { Sql } from '@/lib/server/db/sql';
import { layersOn } from './made-things';

/**
 * Who needs an image, its own domain left out: definitions that name it, and disks that are layers on it, by what the host
 * says and by the book. Such an image is never taken away.
 * @returns a sentence each, e.g. `wn-02 has it as vda.`
 */
export async function findDiskUsers(
  sql: Sql,
  at: { readonly connection: HostConnection; readonly domains: readonly DomainReading[] },
  image: { readonly path: string; readonly domainId: string },
  options: CallOptions = {},
): Promise<string[]> {
  const others = at.domains.filter((domain) => domain.id !== domainId(image.domainId));
  const users = new Map<string, string>();
  for (const other of others) {
    for (const disk of other.definition?.disks ?? []) {
      const { source } = disk;
      if (source === image.path) users.set(other.name, `${other.name} has it as ${disk.target}.`);
      // Only such a file is a layer; where it cannot be looked at, libvirt could not start its domain either.
      else if (source?.startsWith('/') === true && disk.format === 'qcow2') {
        const found = await at.connection.disks?.stat(source, options);
        if (found?.backingPath === image.path)
          users.set(other.name, `Disk ${disk.target} of ${other.name} is a layer on it.`);
      }
    }
  }
  for (const name of await layersOn(sql, image.path, image.domainId))
    if (!users.has(name)) users.set(name, `A disk of ${name} is a layer on it.`);
  return [...users.values()];
}
