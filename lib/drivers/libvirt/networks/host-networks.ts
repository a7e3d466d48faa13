/** Networks of a host, through libvirt's network driver. https://libvirt.org/html/libvirt-libvirt-network.html */
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, HostNetwork, HostNetworks } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { NETWORK_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { readNetwork, writeNetwork } from '@/lib/drivers/libvirt/xml/networks';

/** What libvirt says where the host lacks what a bridge needs; no code of its own comes with it. */
const HOST_LACKS = /firewall rules|creating bridge|dnsmasq/;

export interface NetworkTries {
  /** A sentence where this host is known to make none. */
  readonly whyNot: () => string | undefined;
  /** Why a try failed for a lack of the host's; undefined: one succeeded. */
  readonly learn: (lack: string | undefined) => void;
}

export function createHostNetworks(caller: HostCaller, { whyNot, learn }: NetworkTries): HostNetworks {
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
      if (there !== undefined) refuseStrange(there);
      try {
        if (there === undefined)
          await caller.invoke('createNetwork', { xml: writeNetwork(network) }, call(doing, options));
        else await caller.invoke('startNetwork', { name: network.name }, call(doing, options));
        learn(undefined);
      } catch (error) {
        const words = DriverError.is(error) ? (error.native?.message ?? '') : '';
        if (!HOST_LACKS.test(words)) throw error;
        const lack = `This host lacks what a network needs: ${words}.`;
        learn(lack);
        throw new DriverError('unsupported', lack, {
          cause: error,
          remedy: 'Install iptables on the host (Debian: libvirt-daemon-system), and see that its kernel has bridges.',
        });
      }
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
