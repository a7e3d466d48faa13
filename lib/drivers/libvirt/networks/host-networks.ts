/** Networks of a host, through libvirt's network driver. https://libvirt.org/html/libvirt-libvirt-network.html */
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, HostNetwork, HostNetworks } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { NETWORK_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { readNetwork, writeNetwork } from '@/lib/drivers/libvirt/xml/networks';

/** @param whyNot a sentence where this host is known to make none */
export function createHostNetworks(caller: HostCaller, whyNot: () => string | undefined): HostNetworks {
  const call = (doing: string, options: CallOptions) => ({
    doing,
    deadlineMs: options.deadlineMs ?? NETWORK_DEADLINE_MS,
    signal: options.signal,
  });
  const stat = async (name: string, options: CallOptions = {}): Promise<HostNetwork | undefined> => {
    try {
      const { xml, active } = await caller.invoke('network', { name }, call(`look at the network ${name}`, options));
      return readNetwork(xml, active);
    } catch (error) {
      if (DriverError.is(error, 'not-found')) return undefined;
      throw error;
    }
  };
  const refuseStrange = (network: HostNetwork): void => {
    if (!network.ours)
      throw new DriverError('refused', `Gridbox did not make the network ${network.name}, and leaves it alone.`);
  };
  return {
    stat,
    make: async (network, options = {}) => {
      const why = whyNot();
      if (why !== undefined) throw new DriverError('unsupported', why);
      const doing = `make the network ${network.name}`;
      const there = await stat(network.name, options);
      if (there !== undefined) {
        refuseStrange(there);
        await caller.invoke('startNetwork', { name: network.name }, call(doing, options));
      } else await caller.invoke('createNetwork', { xml: writeNetwork(network) }, call(doing, options));
    },
    remove: async (name, options = {}) => {
      const there = await stat(name, options);
      if (there === undefined) return false;
      refuseStrange(there);
      await caller.invoke('deleteNetwork', { name }, call(`remove the network ${name}`, options));
      return true;
    },
  };
}
