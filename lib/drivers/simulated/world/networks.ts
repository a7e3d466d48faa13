/** Networks of simulated hosts: names that guests can be attached to. */
import { DriverError } from '@/lib/drivers/errors';
import type { HostNetwork } from '@/lib/drivers/port';
import { findHost, noteHost, type World } from './world';

const KIND = 'isolated';

export function statNetwork(world: World, hostName: string, name: string): HostNetwork | undefined {
  const found = findHost(world, hostName).record.networks.find((network) => network.name === name);
  return found === undefined ? undefined : { name, active: found.active, ours: found.ours === true };
}

export function makeNetwork(world: World, hostName: string, name: string): void {
  const found = statNetwork(world, hostName, name);
  if (found?.ours === false) refuseStrange(name);
  const { record } = findHost(world, hostName);
  const others = record.networks.filter((network) => network.name !== name);
  record.networks = [...others, { name, kind: KIND, active: true, ours: true }];
  noteHost(world, hostName, 'networks');
}

/** False where it was not there. */
export function removeNetwork(world: World, hostName: string, name: string): boolean {
  const found = statNetwork(world, hostName, name);
  if (found === undefined) return false;
  if (!found.ours) refuseStrange(name);
  const { record } = findHost(world, hostName);
  record.networks = record.networks.filter((network) => network.name !== name);
  noteHost(world, hostName, 'networks');
  return true;
}

function refuseStrange(name: string): never {
  throw new DriverError('refused', `Gridbox did not make the network ${name}, and leaves it alone.`);
}
