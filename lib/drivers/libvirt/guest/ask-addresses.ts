/** The addresses that a guest says its interfaces have, asked of the QEMU guest agent. */
import { z } from 'zod';
import { GUEST_ADDRESSES_MAX, GuestAddress, leadsThere } from '@/lib/domain/guest-address';
import type { DomainId } from '@/lib/domain/ids';
import { askAgentCommand } from '@/lib/drivers/libvirt/guest/agent-command';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';

/** Loosely: what a later agent describes otherwise is left out, and nothing else with it. */
const Interfaces = z.array(
  z.object({ 'hardware-address': z.string().optional(), 'ip-addresses': z.array(z.unknown()).optional() }),
);
const Said = z.object({ 'ip-address': z.string(), prefix: z.number() });

/**
 * Asks `guest-network-get-interfaces` (https://www.qemu.org/docs/master/interop/qemu-ga-ref.html). Loopback and link-local addresses
 * are left out, and what is no address.
 * @throws DriverError `timeout` or `refused` while the agent does not answer, `internal` where its answer is not understood
 */
export async function askAddresses(caller: HostCaller, id: DomainId, signal?: AbortSignal): Promise<GuestAddress[]> {
  const answer = await askAgentCommand(
    caller,
    id,
    { execute: 'guest-network-get-interfaces', answer: Interfaces },
    signal,
  );
  return readInterfaces(answer);
}

/** @param interfaces as the agent gives them */
export function readInterfaces(interfaces: z.infer<typeof Interfaces>): GuestAddress[] {
  return interfaces
    .flatMap((each) =>
      (each['ip-addresses'] ?? []).flatMap((said) => {
        const { data: told } = Said.safeParse(said);
        const { data } = GuestAddress.safeParse({
          mac: each['hardware-address'],
          address: told?.['ip-address'],
          prefixLength: told?.prefix,
        });
        return data === undefined || !leadsThere(data) ? [] : [data];
      }),
    )
    .slice(0, GUEST_ADDRESSES_MAX);
}
