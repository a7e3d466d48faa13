/**
 * The rig: real libvirt hosts on this one machine, without root in any of them, with real guests that can be moved
 * between them. Safe to start twice: what lives is taken over.
 */
import { chownSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endProcess } from '@/tools/shared/process-identity';
import { ensureServiceUser, serviceFolder } from '@/tools/shared/service-user';
import { buildRigImages, removeOldImages } from './build-images';
import { RIG_GUESTS, type RigGuest, SEGMENT_GROUP } from './domain-xml';
import { endGateway, keepGateway } from './gateway/keep-gateway';
import { planGateway } from './gateway/gateway-plan';
import { defineGuests, type GuestContext, startDomains, stopDomains, waitForGuest } from './guests';
import { fetchedKernelDir } from './fetch-kernel';
import { type DaemonKeeper, ensureDaemon, findDaemon, findGuestProcesses, keepDaemon } from './host-daemon';
import { writeHostConfig } from './host-config';
import { type HostPaths, hostPaths, linkShort, rigKeyOf } from './host-paths';
import { dropRunningRecord, readRunningRecord, writeRunningRecord } from './running-record';
import { listDomainNames } from './virsh';

export interface StartRigOptions {
  /** Data folder; the rig lives in its subfolder `rig`. */
  readonly dir: string;
  readonly hosts?: number | undefined;
  readonly guests?: readonly RigGuest[] | undefined;
  /** First of the TCP ports for migrations, 20 a host; by default worked out from the folder. */
  readonly portBase?: number | undefined;
  /** Waits until every guest that should run has been heard from. */
  readonly waitForGuests?: boolean | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RigHost {
  readonly name: string;
  /** libvirt connection URI. */
  readonly uri: string;
  /** Where migrations to this host send their data. */
  readonly migrationUri: string;
  readonly daemon: DaemonKeeper;
}

export interface Rig {
  readonly hosts: readonly RigHost[];
  readonly guests: readonly RigGuest[];
  /** What a domain's network is called that joins the guests' segment. */
  readonly segment: string;
  /** How guests are reached from this machine; for `GRIDBOX_GUEST_ROUTES`. */
  readonly guestRoute: string;
  /** Domains that run now that the rig is up; one that was switched off before stays off. */
  readonly runningAtStart: number;
  /** Remembers which domains ran, powers them off, ends the daemons. Idempotent. */
  stop(): Promise<void>;
}

/** Four guests booting at once on two cores under emulation take about 10 s; a guest silent for this long is broken. */
const GUEST_DEADLINE_MS = 90_000;
const HOSTS = 3;

/** Rejects with a sentence when a program is missing (see `missingForRig`) or a daemon does not come up. */
export async function startRig(options: StartRigOptions): Promise<Rig> {
  const log = options.log ?? (() => undefined);
  const guests = options.guests ?? RIG_GUESTS;
  const { dir, user, rigKey, hosts } = await openRigFolder(options.dir, options.hosts ?? HOSTS);
  const images = await buildRigImages(join(dir, 'images'), fetchedKernelDir());
  const ports = portsOf(rigKey, options.portBase);
  const ranBefore = readRunningRecord(dir, hosts);
  for (const host of hosts) writeHostConfig(host, rigKey, ports.migration, user);

  const gateway = keepGateway({
    dir,
    rigKey,
    segment: { group: SEGMENT_GROUP, port: ports.segment },
    user,
    log,
    signal: options.signal,
  });
  const keepers = await Promise.all(
    hosts.map(async (host) => keepDaemon(host, user, await ensureDaemon(host, user, options.signal), log)),
  );
  const context: GuestContext = { dir, rigKey, hosts, images, segmentPort: ports.segment, user, log };
  await defineGuests(context, guests);
  const wanted = ranBefore ?? firstPlaces(hosts, guests);
  await startDomains(context, wanted);
  const running = await Promise.all(hosts.map(async (host) => await listDomainNames(host.uri, 'running')));
  dropRunningRecord(dir);
  removeOldImages(join(dir, 'images'), images, hosts);
  if (options.waitForGuests === true) {
    const ours = guests.filter((guest) => Object.values(wanted).some((names) => names.includes(guest.name)));
    await Promise.all(ours.map(async (guest) => waitForGuest(hosts, guest.name, GUEST_DEADLINE_MS, options.signal)));
  }

  const gatewayKeeper = await gateway;
  let stopping: Promise<void> | undefined;
  return {
    hosts: hosts.map((host, index) => {
      const daemon = keepers[index];
      if (daemon === undefined) throw new Error('a host without its daemon');
      return { name: host.name, uri: host.uri, migrationUri: 'tcp://127.0.0.1', daemon };
    }),
    guests,
    segment: segmentName(ports.segment),
    guestRoute: planGateway(rigKey).route,
    runningAtStart: running.flat().length,
    stop: async () => {
      for (const keeper of keepers) keeper.stopKeeping();
      gatewayKeeper.stopKeeping();
      return (stopping ??= stopHosts({ dir, rigKey, hosts, log }));
    },
  };
}

/** Stops a rig that some other process started. */
export async function stopRig(options: {
  readonly dir: string;
  readonly hosts?: number;
  readonly log?: (line: string) => void;
}): Promise<void> {
  const { dir, hosts, rigKey } = await openRigFolder(options.dir, options.hosts ?? HOSTS);
  await stopHosts({ dir, rigKey, hosts, log: options.log ?? (() => undefined) });
}

export async function openRigFolder(dataDir: string, count: number) {
  mkdirSync(dataDir, { recursive: true });
  const user = await ensureServiceUser('gridbox-rig');
  const wanted = serviceFolder(realpathSync(dataDir), user, 'rig');
  mkdirSync(wanted, { recursive: true, mode: 0o755 });
  const dir = realpathSync(wanted);
  if (user !== undefined) chownSync(dir, user.uid, user.gid);
  const short = linkShort(dir);
  const hosts = Array.from({ length: count }, (_, index) => hostPaths(short, index));
  return { dir, user, rigKey: rigKeyOf(dir), hosts };
}

async function stopHosts({
  dir,
  rigKey,
  hosts,
  log,
}: {
  readonly dir: string;
  readonly rigKey: string;
  readonly hosts: readonly HostPaths[];
  readonly log: (line: string) => void;
}): Promise<void> {
  await endGateway(rigKey);
  const living = hosts.filter((host) => findDaemon(host) !== undefined);
  if (living.length > 0) {
    const running = await Promise.all(
      hosts.map(async (host) => [host.name, await listDomainNames(host.uri, 'running').catch(() => [])] as const),
    );
    writeRunningRecord(dir, Object.fromEntries(running));
  }
  await Promise.all(
    hosts.map(async (host) => {
      if (living.includes(host)) {
        await stopDomains(host, log).catch((error: unknown) => log(`${host.name}: ${String(error)}`));
      }
      const daemon = findDaemon(host);
      if (daemon !== undefined) await endProcess(daemon);
      // A guest that its daemon has lost sight of.
      for (const guest of findGuestProcesses(host)) await endProcess(guest);
    }),
  );
  // Nothing speaks through the short path any more; the next start makes it anew.
  const [first] = hosts;
  if (first !== undefined) rmSync(dirname(first.base), { force: true });
}

function firstPlaces(hosts: readonly HostPaths[], guests: readonly RigGuest[]): Record<string, string[]> {
  return Object.fromEntries(
    hosts.map((host) => [
      host.name,
      guests.filter((guest) => guest.host % hosts.length === host.index).map((guest) => guest.name),
    ]),
  );
}

const segmentName = (port: number): string => `mcast:${SEGMENT_GROUP}:${port}`;

/** What may be said of a rig before it is up. */
export async function rigSegment(dataDir: string): Promise<Pick<Rig, 'segment' | 'guestRoute'>> {
  const { rigKey } = await openRigFolder(dataDir, 0);
  return { segment: segmentName(portsOf(rigKey, undefined).segment), guestRoute: planGateway(rigKey).route };
}

function portsOf(rigKey: string, portBase: number | undefined): { migration: number; segment: number } {
  const spread = Number.parseInt(rigKey, 16);
  return { migration: portBase ?? 49_200 + (spread % 150) * 100, segment: 45_000 + (spread % 4_000) };
}
