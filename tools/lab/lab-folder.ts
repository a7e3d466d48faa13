/** Where a lab keeps its things, and which ports of the loopback address are its own. */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GuestNetwork, planGateway } from '@/tools/rig/gateway/gateway-plan';
import type { LabKind } from './lab-kind';

export interface LabHost {
  readonly index: number;
  /** `xen-a`, `xen-b`, … */
  readonly name: string;
  /** Its letter, in capitals, as the command line names it. */
  readonly letter: string;
  /** Address on the lab's own network, which exists only between the machines. */
  readonly labAddress: string;
  /** libvirt connection URI on this machine's loopback address. */
  readonly uri: string;
  /** Where migrations to this host send their data; means something to the other hosts of the lab only. */
  readonly migrationUri: string;
  readonly libvirtPort: number;
  readonly shellPort: number;
  /** UDP ports of the network between the machines. */
  readonly linkPort: number;
  readonly switchPort: number;
  readonly consoleLog: string;
  /** Part of the machine's command line that no other process has. */
  readonly mark: string;
}

export interface LabFolder {
  readonly dir: string;
  /** Identifies this lab among others on the machine. */
  readonly key: string;
  readonly hosts: readonly LabHost[];
  readonly switchPort: number;
  /** Where guests on the lab's network can be reached from this machine. */
  readonly gateway: LabGateway | undefined;
  /** Lines `A B`: these two hosts do not hear each other. */
  readonly cutsFile: string;
}

export interface LabGateway {
  readonly guests: GuestNetwork;
  /** For `GRIDBOX_GUEST_ROUTES`. */
  readonly route: string;
  /** UDP port of the network between the machines. */
  readonly linkPort: number;
  readonly mark: string;
}

export const MOST_HOSTS = 8;

/** The number in the second octet of the lab's network: labs of two kinds are never mistaken for each other. */
const NETWORK: Record<LabKind['name'], number> = { xen: 77, kvm: 78 };

/** Below the ports that systems hand out by themselves (from 32768 on), so that nobody sits there by chance. */
const FIRST_PORT = 21_000;
const PORTS_A_LAB = 32;
const LABS = 360;

/** How guests of a lab of this data folder are reached, for `GRIDBOX_GUEST_ROUTES`, there or not; undefined where its kind has no way to them. */
export function labGuestRoute({ name, guestNetwork }: LabKind, dataDir: string): string | undefined {
  return guestNetwork === undefined
    ? undefined
    : planGateway(keyOf(join(realpathSync(dataDir), `lab-${name}`)), guestNetwork).route;
}

/** Of the machine's labs. @param dir of the lab, with no links in it */
const keyOf = (dir: string): string => createHash('sha256').update(dir).digest('hex').slice(0, 6);

/** @throws Error where the number of hosts is not one that fits. */
export function openLabFolder(kind: LabKind, dataDir: string, count: number): LabFolder {
  if (!Number.isInteger(count) || count < 1 || count > MOST_HOSTS)
    throw new Error(`a lab has 1 to ${MOST_HOSTS} hosts, not ${count}`);
  const wanted = join(dataDir, `lab-${kind.name}`);
  mkdirSync(wanted, { recursive: true, mode: 0o755 });
  const dir = realpathSync(wanted);
  const key = keyOf(dir);
  const base = FIRST_PORT + (Number.parseInt(key, 16) % LABS) * PORTS_A_LAB;
  return {
    dir,
    key,
    switchPort: base,
    gateway: kind.guestNetwork === undefined ? undefined : toGateway(kind.guestNetwork, { dir, key, base, count }),
    cutsFile: join(dir, 'cuts'),
    hosts: Array.from({ length: count }, (_, index) => toHost(kind, dir, base, index)),
  };
}

/** Its end of the switch is the one after the hosts'. */
function toGateway(
  guests: GuestNetwork,
  lab: { readonly dir: string; readonly key: string; readonly base: number; readonly count: number },
): LabGateway {
  return {
    guests,
    route: planGateway(lab.key, guests).route,
    linkPort: lab.base + lab.count + 1,
    mark: `guest=gridbox-gateway,debug-threads=off,process=${join(lab.dir, 'gateway')}`,
  };
}

function toHost(kind: LabKind, dir: string, base: number, index: number): LabHost {
  const letter = String.fromCodePoint('A'.charCodeAt(0) + index);
  const name = `${kind.name}-${letter.toLowerCase()}`;
  const labAddress = `10.${NETWORK[kind.name]}.0.${index + 1}`;
  const number = index + 1;
  const libvirtPort = base + number;
  return {
    index,
    name,
    letter,
    labAddress,
    uri: kind.uri(libvirtPort),
    migrationUri: `tcp://${labAddress}`,
    libvirtPort,
    shellPort: base + MOST_HOSTS + number,
    linkPort: base + number,
    switchPort: base,
    consoleLog: join(dir, `${name}.console`),
    mark: `guest=gridbox-${name},debug-threads=off,process=${join(dir, name)}`,
  };
}

/** What is built belongs to the clone, not to the data: it is the same for every lab of the kind. */
export const labBuildDir = (kind: LabKind): string => resolve('.data', 'lab', kind.name);
