import { domainId, type DomainId } from '@/lib/domain/ids';
import type { Driver } from '@/lib/drivers/port';

interface NamedHost {
  readonly name: string;
  readonly uri: string;
  readonly migrationUri: string;
}

/**
 * Where a guest that the suite moves runs now, and another host to move it to: an earlier file of the run may have moved it.
 * @throws Error where it runs on none of the hosts, or there is no other.
 */
export async function findGuest<Host extends NamedHost>(
  driver: Driver,
  hosts: readonly Host[],
  name: string,
): Promise<{ readonly id: DomainId; readonly source: Host; readonly target: Host }> {
  for (const source of hosts) {
    const connection = await driver.connect({ uri: source.uri });
    const guest = (await connection.listDomains()).find((each) => each.name === name && each.state === 'running');
    await connection.close();
    const target = hosts.find((host) => host !== source);
    if (guest !== undefined && target !== undefined) return { id: domainId(guest.id), source, target };
  }
  throw new Error(`${name} runs on none of ${hosts.map((host) => host.name).join(', ')}, or there is no other host.`);
}
