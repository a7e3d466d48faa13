/** The hosts of the rig as rows the agent will connect to; known ones only get today's address. */
import type { Db } from '@/lib/server/db/client';

export interface RigHostAddress {
  readonly name: string;
  readonly uri: string;
  readonly migrationUri: string;
}

/**
 * A host an operator removed or renamed does not come back: only a first start, when none of the rig's addresses was
 * ever known, makes rows. `known` is kept by the caller beside the data.
 */
export async function registerRigHosts(
  db: Db,
  hosts: readonly RigHostAddress[],
  known: ReadonlySet<string>,
): Promise<number> {
  let made = 0;
  for (const host of hosts) {
    const existing = await db.host.findFirst({ where: { OR: [{ uri: host.uri }, { name: host.name }] } });
    if (existing !== null) {
      // The address follows from the data folder, which may have moved.
      if (existing.driver === 'libvirt' && existing.uri !== host.uri && existing.name === host.name) {
        await db.host.update({ where: { id: existing.id }, data: { uri: host.uri, migrationUri: host.migrationUri } });
      }
      continue;
    }
    if (known.has(host.name)) continue;
    await db.host.create({
      data: { name: host.name, uri: host.uri, migrationUri: host.migrationUri, driver: 'libvirt' },
    });
    made += 1;
  }
  return made;
}
