/** A lab: its machines booted, its guests running. Safe to start twice: what lives is taken over. */
import { spawn } from 'node:child_process';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { tryVirsh, virsh } from '@/tools/rig/virsh';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { endProcess, findProcesses, type ProcessIdentity, readIdentity } from '@/tools/shared/process-identity';
import { ensureServiceUser, type ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import { buildLab } from './build/build-lab';
import { endLabGateway, ensureLabGateway } from './gateway/lab-gateway';
import { mustRunInHost } from './host-shell';
import { labGuestUuid } from './guest-xml';
import { type LabFolder, type LabHost, openLabFolder } from './lab-folder';
import type { LabGuest, LabKind } from './lab-kind';
import { ensureMachine, killMachine } from './machine';
import { formatCuts } from './switch/frame-switch';
import { waitForBeats } from './wait-for-beats';

export interface StartLabOptions {
  /** Data folder; the lab lives in its subfolder `lab-xen` or `lab-kvm`. */
  readonly dir: string;
  readonly hosts?: number | undefined;
  /** Of each machine that is booted; left out: as the kind has it. */
  readonly memoryMiB?: number | undefined;
  /** No: hosts without the lab's own guests, for those who bring theirs. */
  readonly guests?: boolean | undefined;
  /** Waits until every guest that is not paused has been heard on its console. */
  readonly waitForGuests?: boolean | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_HOSTS = 2;
/** An emulated dom0 starts a guest in 1 to 2 s, which has booted 5 to 12 s later; several at once take their turns. */
const GUEST_DEADLINE_MS = 180_000;
/** A domain is started within seconds; the call itself returns when the toolstack has built it. */
const START_DEADLINE_MS = 60_000;

/** Machines and switch of a lab, for whoever holds its folder: nothing here is bound to the process that started it. */
export class Lab {
  constructor(
    readonly kind: LabKind,
    readonly folder: LabFolder,
    private readonly user: ServiceUser | undefined,
  ) {}

  get hosts(): readonly LabHost[] {
    return this.folder.hosts;
  }

  /** The host of this letter or name. @throws Error where there is none. */
  host(name: string): LabHost {
    const found = this.hosts.find((each) => each.letter === name.toUpperCase() || each.name === name);
    if (found === undefined)
      throw new Error(`no host ${name}; there are ${this.hosts.map((each) => each.letter).join(', ')}`);
    return found;
  }

  /** These pairs of hosts do not hear each other any more, all others do; felt within 0.1 s. */
  cut(...pairs: readonly (readonly [string, string])[]): void {
    const letters = pairs.map(([a, b]) => [this.host(a).letter, this.host(b).letter] as const);
    writeFileSync(this.folder.cutsFile, formatCuts(letters));
  }
  heal(): void {
    this.cut();
  }
  /** As a power cut. */
  async kill(name: string): Promise<void> {
    await killMachine(this.host(name));
  }
  /** Boots a host that is off, empty as every machine of a lab begins, or finds it running. */
  async boot(name: string, options: Pick<StartLabOptions, 'memoryMiB' | 'signal'> = {}): Promise<void> {
    const { dir: files } = await buildLab(this.kind, { log: () => undefined, signal: options.signal });
    await ensureMachine(this.kind, this.folder, this.host(name), { files, user: this.user, ...options });
  }
  /** Defines a guest of the lab on a host and starts it, unless some host runs it. */
  async ensureGuest(guest: LabGuest): Promise<'running' | 'paused' | 'started'> {
    const uuid = labGuestUuid(this.folder.key, guest.name);
    const first = this.hosts[guest.host % this.hosts.length];
    if (first === undefined) throw new Error('a lab without hosts');
    for (const host of this.hosts) {
      const state = await tryVirsh(host.uri, ['domstate', uuid]).catch(() => undefined);
      if (state?.code === 0 && !state.stdout.includes('shut off'))
        return state.stdout.includes('paused') ? 'paused' : 'running';
    }
    await this.defineGuest(guest, first);
    await virsh(first.uri, ['start', guest.name], { deadlineMs: START_DEADLINE_MS });
    return 'started';
  }
  /** Its disk with it. */
  private async defineGuest(guest: LabGuest, host: LabHost): Promise<void> {
    if (guest.localDiskMiB !== undefined) {
      const disk = this.kind.diskPath(guest.name);
      // Of random content, so that a copy of it can be told from an empty file of the same size.
      await mustRunInHost(
        host,
        `[ -e ${disk} ] || dd if=/dev/urandom of=${disk} bs=1M count=${guest.localDiskMiB} 2>/dev/null`,
      );
    }
    const file = join(this.folder.dir, `${guest.name}.${process.pid}.xml`);
    writeFileSync(file, this.kind.guestXml(guest, { key: this.folder.key, homeHost: host.name }));
    try {
      await virsh(host.uri, ['define', file]);
    } finally {
      rmSync(file);
    }
  }
  /** Defines a guest that is left off, unless a host knows it. */
  async ensureSpare(guest: LabGuest): Promise<void> {
    const uuid = labGuestUuid(this.folder.key, guest.name);
    const states = await Promise.all(
      this.hosts.map(async (host) => await tryVirsh(host.uri, ['domstate', uuid]).catch(() => undefined)),
    );
    if (states.some((state) => state?.code === 0)) return;
    const host = this.hosts[guest.host % this.hosts.length];
    if (host !== undefined) await this.defineGuest(guest, host);
  }
  /** Resolves when each of these guests has been heard on its console; they run, or are booting. */
  async waitForGuests(guests: readonly LabGuest[], signal?: AbortSignal): Promise<void> {
    const names = guests.map(({ name }) => name);
    await waitForBeats(this.kind, this.hosts, names, { deadlineMs: GUEST_DEADLINE_MS, signal });
  }
  /** Ends machines and switch, and clears what they left; what is built stays. */
  async down(): Promise<void> {
    await Promise.all(this.hosts.map(async (host) => killMachine(host)));
    await endLabGateway(this.folder);
    const link = findSwitch(this.folder);
    if (link !== undefined) await endProcess(link);
    rmSync(this.folder.dir, { recursive: true, force: true });
  }
}

/** The lab of a folder, running or not; builds nothing and starts nothing. */
export async function openLab(kind: LabKind, dir: string, hosts = DEFAULT_HOSTS): Promise<Lab> {
  const folder = openLabFolder(kind, dir, hosts);
  return new Lab(kind, folder, await labUser());
}

/** @throws Error with a sentence where something is missing, cannot be built, or does not boot. */
export async function startLab(kind: LabKind, options: StartLabOptions): Promise<Lab> {
  const log = options.log ?? (() => undefined);
  const files = await buildLab(kind, { log, signal: options.signal });
  const folder = openLabFolder(kind, options.dir, options.hosts ?? DEFAULT_HOSTS);
  const user = await labUser();
  if (user !== undefined) chownSync(folder.dir, user.uid, user.gid);
  const lab = new Lab(kind, folder, user);
  lab.heal();
  await ensureSwitch(folder);
  const { signal } = options;
  await ensureLabGateway(folder, { user, signal });
  log(`booting ${folder.hosts.length} hosts`);
  const how = await Promise.all(
    folder.hosts.map(async (host) =>
      ensureMachine(kind, folder, host, {
        files: files.dir,
        user,
        memoryMiB: options.memoryMiB,
        signal,
      }),
    ),
  );
  log(folder.hosts.map((host, index) => `${host.name} ${how[index] ?? ''}`).join(', '));
  if (options.guests === false) return lab;
  const working: LabGuest[] = [];
  // One after the other on each host: they share one emulated processor.
  await Promise.all(
    folder.hosts.map(async (_, index) => {
      const here = (guest: LabGuest): boolean => guest.host % folder.hosts.length === index;
      for (const guest of kind.guests.filter(here)) {
        options.signal?.throwIfAborted();
        log(`starting ${guest.name}`);
        if ((await lab.ensureGuest(guest)) !== 'paused') working.push(guest);
      }
      for (const guest of kind.spareGuests.filter(here)) {
        await lab.ensureSpare(guest);
      }
    }),
  );
  if (options.waitForGuests === true) await lab.waitForGuests(working, options.signal);
  return lab;
}

/** What this machine lacks to run the lab, by Debian package; building it asks for more. */
export function missingForLab(kind: LabKind): { what: string; debianPackage: string }[] {
  return missingPrograms({
    'qemu-system-x86_64': 'qemu-system-x86',
    virsh: 'libvirt-clients',
    busybox: 'busybox-static',
    ...kind.buildPrograms,
  });
}

/** Which of these programs are not here. @param needs program → its Debian package */
export function missingPrograms(needs: Readonly<Record<string, string>>): { what: string; debianPackage: string }[] {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(
    (folder) => folder !== '',
  );
  return Object.entries(needs)
    .filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([program, debianPackage]) => ({ what: program, debianPackage }));
}

/** The machines need no rights: as root they run as an ordinary user of their own. */
const labUser = async (): Promise<ServiceUser | undefined> => ensureServiceUser('gridbox-rig');

const SWITCH_PROGRAM = 'switch-main.ts';
/** It binds a port and says so; the TypeScript in front of it takes a second on a slow machine. */
const SWITCH_DEADLINE_MS = 20_000;

function findSwitch(folder: LabFolder): ProcessIdentity | undefined {
  const pid = findProcesses(
    (commandLine) => commandLine.includes(folder.cutsFile) && commandLine.some((word) => word.endsWith(SWITCH_PROGRAM)),
  ).at(-1);
  return pid === undefined ? undefined : readIdentity(pid);
}

async function ensureSwitch(folder: LabFolder): Promise<void> {
  if (findSwitch(folder) !== undefined) return;
  const HOSTS = folder.hosts.length;
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      resolve('tools/lab/switch', SWITCH_PROGRAM),
      String(folder.switchPort),
      String(HOSTS),
      folder.cutsFile,
      ...(folder.gateway === undefined ? [] : [folder.gateway.guests.gatewayAddress]),
    ],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], cwd: process.cwd(), env: bareEnvironment() },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.on('error', (error) => (said += error.message));
  await waitUntil(
    'the switch of the lab',
    () => {
      if (child.exitCode !== null) throw new Error(`the switch of the lab ended at once: ${said.trim()}`);
      return said.includes('ready');
    },
    { deadlineMs: SWITCH_DEADLINE_MS },
  );
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}
