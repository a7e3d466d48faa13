import { expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import type { HostCapabilities } from '@/lib/domain/readings';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { METADATA_NAMESPACE } from '@/lib/drivers/libvirt/xml/metadata';
import { createGuestPrograms } from './choose-programs';

const ID = domainId('00000000-0000-4000-8000-000000000001');
const CONSOLE_KEY = '0123456789abcdef';
const CONSOLE = `<console type='pty'/>`;
const AGENT = `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`;

function programsOf(of: {
  readonly devices?: string;
  readonly ssh?: string;
  readonly xen?: true;
  readonly esx?: true;
}) {
  const asked: string[] = [];
  const ssh =
    of.ssh === undefined ? '' : `<g:domain xmlns:g="${METADATA_NAMESPACE}"><g:ssh>${of.ssh}</g:ssh></g:domain>`;
  const byConsole = {
    start: async () => {
      asked.push('console');
      return { pid: 9, key: CONSOLE_KEY };
    },
    read: async () => {
      asked.push('console');
      return { running: true as const };
    },
    stop: async () => void asked.push('console'),
    end: async () => void asked.push('console'),
  };
  const programs = createGuestPrograms({
    byConsole,
    caller: {
      invoke: async (_: string, { command }: { command: string }) => {
        asked.push(command);
        return JSON.stringify({ return: { pid: 7 } });
      },
    } as unknown as HostCaller,
    capabilities: async () =>
      ({
        guestChannels: of.xen === true || of.esx === true ? [] : ['agent'],
        metadata: of.esx !== true,
        ...(of.esx === true ? { noConsole: 'none here' } : {}),
      }) as unknown as HostCapabilities,
    readDefinition: async () => {
      asked.push('definition');
      return `<domain type='kvm'><metadata>${ssh}</metadata><devices>${of.devices ?? ''}</devices></domain>`;
    },
    isXen: () => of.xen === true,
    // What an address leads to is told by the error of a client that is given no file: no test goes over the network.
    knownHosts: undefined,
  });
  return { programs, asked };
}

const start = async (of: Parameters<typeof programsOf>[0]) =>
  await programsOf(of).programs.start(ID, { argv: ['true'] });

test('the agent is asked where the definition has its channel, whatever address it says', async () => {
  const { programs, asked } = programsOf({ devices: AGENT, ssh: 'root@wn-01' });
  expect(await programs.start(ID, { argv: ['true'] })).toEqual({ pid: 7 });
  expect(await programs.isFenced(ID)).toBe(true);
  expect(asked).toContainEqual(expect.stringContaining('guest-exec'));
});

test('else SSH, under Xen too; that leads anywhere', async () => {
  const missing = { kind: 'unsupported', message: expect.stringContaining('no file for the host keys') };
  await expect(start({ ssh: 'root@wn-01' })).rejects.toMatchObject(missing);
  await expect(start({ ssh: 'root@wn-01', devices: AGENT, xen: true })).rejects.toMatchObject(missing);
  expect(await programsOf({ ssh: 'root@wn-01' }).programs.isFenced(ID)).toBe(false);
});

test('else the shell at the console, which leads nowhere but into the guest', async () => {
  for (const xen of [{}, { xen: true as const }]) {
    const { programs, asked } = programsOf({ devices: CONSOLE, ...xen });
    expect(await programs.start(ID, { argv: ['true'] })).toEqual({ pid: 9, key: CONSOLE_KEY });
    expect(asked).toEqual(['definition', 'console']);
    expect(await programs.isFenced(ID)).toBe(true);
  }
  await expect(start({ devices: CONSOLE, ssh: 'root@wn-01' })).rejects.toThrow('no file for the host keys');
});

test('what somebody else wrote into the definition reaches no command line', async () => {
  await expect(start({ ssh: '-oProxyCommand=id@wn-01' })).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('write user@address'),
  });
});

test('where there is neither it says so, and reads nothing where nothing can be found', async () => {
  await expect(start({})).rejects.toMatchObject({
    kind: 'unsupported',
    remedy: expect.stringContaining('SSH address'),
  });
  await expect(start({ xen: true })).rejects.toMatchObject({
    message: expect.stringContaining('Xen has no guest agent'),
  });
  const { programs, asked } = programsOf({ esx: true });
  await expect(programs.start(ID, { argv: ['true'] })).rejects.toMatchObject({ kind: 'unsupported' });
  expect(asked).toEqual([]);
});

test('a program is asked after by the channel that started it, whatever the definition says by now', async () => {
  const { programs, asked } = programsOf({ devices: AGENT, ssh: 'root@wn-01' });
  const bySsh = { pid: 7, key: '00000000-0000-4000-8000-000000000002' };
  await expect(programs.read(ID, bySsh)).rejects.toThrow('no file for the host keys');
  expect(asked.splice(0)).toEqual(['definition']);
  expect(await programs.read(ID, { pid: 9, key: CONSOLE_KEY })).toEqual({ running: true });
  await programs.stop(ID, { pid: 9, key: CONSOLE_KEY });
  await programs.end(ID, { pid: 9, key: CONSOLE_KEY });
  expect(asked).toEqual(['console', 'console', 'console']);
});
