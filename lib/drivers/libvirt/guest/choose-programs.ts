/**
 * Which channel the programs of a guest take: the guest agent where its definition has one, which costs the guest least; else SSH
 * where it says an address; else the shell at its console.
 */
import { parseSshAddress, SSH_ADDRESS_FORM } from '@/lib/domain/ssh-address';
import type { DomainId } from '@/lib/domain/ids';
import type { HostCapabilities } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestProcess, GuestProgram, GuestPrograms, GuestProgramState } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { createSshPrograms } from '@/lib/drivers/libvirt/ssh/ssh-programs';
import { readMetadata } from '@/lib/drivers/libvirt/xml/metadata';
import { hasAgentChannel, hasConsole } from '@/lib/drivers/libvirt/xml/parse-domain';
import { parseXml } from '@/lib/drivers/libvirt/xml/parse-xml';
import type { ChannelPrograms } from './channel-programs';
import { isConsoleKey } from './console-programs/console-programs';
import { endProgram, readProgram, startProgram } from './guest-programs';

export interface ChooseDependencies {
  readonly caller: HostCaller;
  readonly byConsole: ChannelPrograms;
  readonly capabilities: (options: CallOptions) => Promise<HostCapabilities>;
  readonly readDefinition: (id: DomainId, options: CallOptions) => Promise<string>;
  readonly isXen: () => boolean;
  /** Where the host keys of guests are kept, absolute; undefined: no guest is reached by SSH. */
  readonly knownHosts: string | undefined;
}

type Found = { readonly kind: 'agent' | 'console' } | { readonly kind: 'ssh'; readonly address: string };

export function createGuestPrograms(deps: ChooseDependencies): GuestPrograms {
  const byAgent: ChannelPrograms = {
    start: async (id, program, options = {}) => await startProgram(deps.caller, id, program, options.signal),
    read: async (id, process, options = {}) => await readProgram(deps.caller, id, process, options.signal),
    // It tells of what has ended once, killed or not.
    stop: async (id, process, options = {}) => await endProgram(deps.caller, id, process, options.signal),
    end: async (id, process, options = {}) => await endProgram(deps.caller, id, process, options.signal),
  };
  const bySsh = (id: DomainId, text: string) => {
    const address = parseSshAddress(text);
    if (address === undefined)
      throw new DriverError('unsupported', `The domain’s SSH address is none; ${SSH_ADDRESS_FORM}.`);
    if (deps.knownHosts === undefined)
      throw new DriverError(
        'unsupported',
        'The agent was given no file for the host keys of guests; none is reached by SSH.',
      );
    return createSshPrograms({
      address,
      // By the domain, not by its address: one that another guest has taken over is then told from it.
      keys: { kind: 'first', file: deps.knownHosts, alias: `gridbox-${id}` },
      to: 'the guest',
    });
  };
  const throughSsh = (address: string): ChannelPrograms => ({
    start: async (id, program, options) => await bySsh(id, address).start(program, options),
    read: async (id, process, options) => await bySsh(id, address).read(process, options),
    stop: async (id, process, options) => await bySsh(id, address).stop(process, options),
    end: async (id, process, options) => await bySsh(id, address).end(process, options),
  });
  const channelOf = async (id: DomainId, options: CallOptions): Promise<Found> => {
    const { guestChannels, metadata, noConsole } = await deps.capabilities(options);
    // Where nothing can be found nothing need be read, and not every host gives a definition.
    if (guestChannels.length > 0 || metadata || noConsole === undefined) {
      const xml = await deps.readDefinition(id, options);
      if (guestChannels.includes('agent') && hasAgentChannel(xml)) return { kind: 'agent' };
      const sshAddress = sshAddressIn(xml);
      if (sshAddress !== undefined) return { kind: 'ssh', address: sshAddress };
      if (noConsole === undefined && hasConsole(xml)) return { kind: 'console' };
    }
    throw noChannel(deps);
  };
  const through = (found: Found): ChannelPrograms => {
    if (found.kind === 'ssh') return throughSsh(found.address);
    return found.kind === 'agent' ? byAgent : deps.byConsole;
  };
  /** What a program was started by, whatever the definition says by now: one of the agent has no key, and keys tell each other apart. */
  const startedBy = async (id: DomainId, { key }: GuestProcess, options: CallOptions): Promise<ChannelPrograms> => {
    if (key === undefined) return byAgent;
    if (isConsoleKey(key)) return deps.byConsole;
    const sshAddress = sshAddressIn(await deps.readDefinition(id, options));
    if (sshAddress === undefined) throw noChannel(deps);
    return throughSsh(sshAddress);
  };
  return {
    start: async (id: DomainId, program: GuestProgram, options: CallOptions = {}): Promise<GuestProcess> =>
      await through(await channelOf(id, options)).start(id, program, options),
    read: async (id: DomainId, process: GuestProcess, options: CallOptions = {}): Promise<GuestProgramState> =>
      await (await startedBy(id, process, options)).read(id, process, options),
    stop: async (id, process, options = {}) => await (await startedBy(id, process, options)).stop(id, process, options),
    end: async (id, process, options = {}) => await (await startedBy(id, process, options)).end(id, process, options),
    isFenced: async (id, options = {}) => (await channelOf(id, options)).kind !== 'ssh',
  };
}

const sshAddressIn = (xml: string): string | undefined => readMetadata(parseXml(xml, 'domain')).sshAddress;

const noChannel = (deps: ChooseDependencies): DriverError =>
  new DriverError(
    'unsupported',
    deps.isXen()
      ? 'Xen has no guest agent channel, and the domain no console and no SSH address; nothing can be run in its guest.'
      : 'The domain has no guest agent channel, no SSH address and no console; nothing can be run in its guest.',
    { remedy: 'Give the domain an SSH address that the agent’s user may sign in at.' },
  );
