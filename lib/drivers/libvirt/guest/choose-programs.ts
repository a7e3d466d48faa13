/** Which channel the programs of a guest take: the guest agent where its definition has one, else SSH where it says an address. */
import { parseSshAddress, SSH_ADDRESS_FORM } from '@/lib/domain/ssh-address';
import type { DomainId } from '@/lib/domain/ids';
import type { HostCapabilities } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestPrograms, HostPrograms } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { createSshPrograms } from '@/lib/drivers/libvirt/ssh/ssh-programs';
import { readMetadata } from '@/lib/drivers/libvirt/xml/metadata';
import { hasAgentChannel } from '@/lib/drivers/libvirt/xml/parse-domain';
import { parseXml } from '@/lib/drivers/libvirt/xml/parse-xml';
import { endProgram, readProgram, startProgram } from './guest-programs';

export interface ChooseDependencies {
  readonly caller: HostCaller;
  readonly capabilities: (options: CallOptions) => Promise<HostCapabilities>;
  readonly readDefinition: (id: DomainId, options: CallOptions) => Promise<string>;
  readonly isXen: () => boolean;
  /** Where the host keys of guests are kept, absolute; undefined: no guest is reached by SSH. */
  readonly knownHosts: string | undefined;
}

/** Programs of the agent bear no key: what has one was started by SSH, and is asked after there. */
const startedBySsh = (process: { readonly key?: string | undefined }): boolean => process.key !== undefined;

export function createGuestPrograms(deps: ChooseDependencies): GuestPrograms {
  const bySsh = async (id: DomainId, options: CallOptions): Promise<HostPrograms> => {
    const found = findChannel(await deps.readDefinition(id, options), false);
    if (found?.kind !== 'ssh') throw noChannel(deps);
    return sshPrograms(deps, id, found.address);
  };
  const channelOf = async (id: DomainId, options: CallOptions): Promise<GuestChannelFound> => {
    const { guestChannels, metadata } = await deps.capabilities(options);
    const agents = guestChannels.includes('agent');
    // Where nothing can be found nothing need be read, and not every host gives a definition.
    const found = agents || metadata ? findChannel(await deps.readDefinition(id, options), agents) : undefined;
    if (found === undefined) throw noChannel(deps);
    return found;
  };
  return {
    start: async (id, program, options = {}) => {
      const found = await channelOf(id, options);
      if (found.kind === 'agent') return await startProgram(deps.caller, id, program, options.signal);
      return await sshPrograms(deps, id, found.address).start(program, options);
    },
    read: async (id, process, options = {}) =>
      startedBySsh(process)
        ? await (await bySsh(id, options)).read(process, options)
        : await readProgram(deps.caller, id, process, options.signal),
    end: async (id, process, options = {}) =>
      startedBySsh(process)
        ? await (await bySsh(id, options)).end(process, options)
        : await endProgram(deps.caller, id, process, options.signal),
    isFenced: async (id, options = {}) => (await channelOf(id, options)).kind !== 'ssh',
  };
}

type GuestChannelFound = { readonly kind: 'agent' } | { readonly kind: 'ssh'; readonly address: string };

/** @param agents whether this hypervisor has agent channels at all */
function findChannel(xml: string, agents: boolean): GuestChannelFound | undefined {
  if (agents && hasAgentChannel(xml)) return { kind: 'agent' };
  const { sshAddress } = readMetadata(parseXml(xml, 'domain'));
  return sshAddress === undefined ? undefined : { kind: 'ssh', address: sshAddress };
}

function sshPrograms(deps: ChooseDependencies, id: DomainId, text: string): HostPrograms {
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
}

const noChannel = (deps: ChooseDependencies): DriverError =>
  new DriverError(
    'unsupported',
    deps.isXen()
      ? 'Xen has no guest agent channel, and the domain says no SSH address; nothing can be run in its guest.'
      : 'The domain has no guest agent channel and says no SSH address; nothing can be run in its guest.',
    { remedy: 'Give the domain an SSH address that the agent’s user may sign in at.' },
  );
