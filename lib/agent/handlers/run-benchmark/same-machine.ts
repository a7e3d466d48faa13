/** Hosts that are one machine: what runs on one of them takes from the other. */
import { isSimulated } from '@/lib/domain/host';
import { isOwnMachine } from '@/lib/drivers/libvirt/host-programs/own-machine';
import type { BenchmarkRun } from './sql';

interface HostAddress {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly driver: string;
}

const OWN = 'localhost';
const OWN_NAMES = [OWN, '127.0.0.1', '[::1]'];

/** By what its address says: two addresses of one machine over the network are two to us. Undefined: not known. */
function machineOf(host: HostAddress): string | undefined {
  if (isSimulated(host) || !URL.canParse(host.uri)) return undefined;
  if (isOwnMachine(host.uri)) return OWN;
  const { hostname, protocol } = new URL(host.uri);
  // A vCenter is asked for many machines.
  if (hostname === '' || protocol === 'vpx:') return undefined;
  return OWN_NAMES.includes(hostname) ? OWN : hostname.toLowerCase();
}

/** Id → name of every host on the machines of these, themselves among them. */
export async function hostsOfMachines(
  run: BenchmarkRun,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const all = await run.sql.query<HostAddress>(`select "id"::text as "id", "name", "uri", "driver" from "Host"`);
  const machines = new Set(all.filter(({ id }) => hosts.includes(id)).map(machineOf));
  return new Map(
    all
      .filter((host) => {
        const machine = machineOf(host);
        return hosts.includes(host.id) || (machine !== undefined && machines.has(machine));
      })
      .map(({ id, name }) => [id, name]),
  );
}
