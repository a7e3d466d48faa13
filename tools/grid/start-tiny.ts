/**
 * The tiny site's services as processes of this machine, to compare its guests with: the programs that the image's specification holds, each
 * node at a loopback address of its own. Needs Python and nothing else.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Role } from '@/lib/domain/domain';
import { allPorts } from '@/lib/domain/probe-endpoint';
import type { ProbePort } from '@/lib/domain/probe';
import {
  makeAuthority,
  memberSubject,
  signHost,
  signMember,
  type SiteIdentity,
} from '@/lib/server/crypto/site-authority';
import type { SiteContext } from '@/lib/site/context/site-context';
import { isInPath } from '@/tools/shared/is-in-path';
import { listensAt, makeService, type Service } from './service';

const SITE = 'native-tiny';
const TINY_QUEUE = 'atlas';
/** Whoever is no root may listen at all of them; 443, a guest's own, is root's. */
const PORTS: Partial<Record<ProbePort, number>> = { arc: 8443 };
const NODES = [
  { instance: 'ce', role: 'CE', last: 20, answersAt: ['arc', 'slurmctld', 'ldap'] },
  { instance: 'se', role: 'SE', last: 21, answersAt: ['xrootd', 'http'] },
  { instance: 'wn-1', role: 'WN', last: 31, answersAt: ['slurmd'] },
  { instance: 'wn-2', role: 'WN', last: 32, answersAt: ['slurmd'] },
] as const satisfies readonly {
  readonly instance: string;
  readonly role: Role;
  readonly last: number;
  readonly answersAt: readonly ProbePort[];
}[];
type Instance = (typeof NODES)[number]['instance'];

/** Below it are networks of 127.0.0.0/8 that nobody else here uses: 127.88 is that of the rig's gateway. */
const SECOND = 66;
const THIRD_MAX = 254;
const PUBLIC = 0o644;
const PRIVATE = 0o600;
/** Of what `context.json` says of each node; natively it says nothing of the machine. */
const MEMORY_KIB = 131_072;
const PYTHON = 'python3';

export interface NativeTiny {
  /** Of each node its address and its role. */
  readonly nodes: readonly { readonly instance: Instance; readonly role: Role; readonly address: string }[];
  /** Those that are not the usual ones. */
  readonly ports: Partial<Record<ProbePort, number>>;
  readonly queue: string;
  /** PEM of the CA that vouches for them. */
  readonly ca: string;
  /** Whom the CE lets in. */
  readonly member: SiteIdentity;
  /** All services of a node. */
  readonly services: Readonly<Record<Instance, Service>>;
  stop(): Promise<void>;
}

/** Undefined where they can be started, else why not. */
export const whyNoTiny = (): string | undefined => (isInPath(PYTHON) ? undefined : `${PYTHON} is not installed`);

/** @param options.dir a folder that is there; what is made in it goes with `stop` */
export async function startTiny(options: {
  readonly dir: string;
  readonly log: (line: string) => void;
}): Promise<NativeTiny> {
  const root = mkdtempSync(join(options.dir, 'tiny-'));
  const programs = writePrograms(join(root, 'programs'));
  const third = randomInt(1, THIRD_MAX);
  const nodes = NODES.map((node) => ({ ...node, address: `127.${SECOND}.${third}.${node.last}` }));
  const now = new Date();
  const authority = await makeAuthority(SITE, now);
  const member = await signMember(SITE, authority, now);
  const key = randomBytes(64).toString('hex');
  const made: [Instance, Service][] = [];
  for (const node of nodes) {
    const at = (name: string): string => join(root, node.instance, name);
    for (const folder of ['security/certificates', 'data', 'run']) mkdirSync(at(folder), { recursive: true });
    const host = await signHost(SITE, authority, [nameOf(node.instance), node.instance, node.address], now);
    writeFileSync(at('security/certificates/site-ca.pem'), authority.certificatePem, { mode: PUBLIC });
    writeFileSync(at('security/hostcert.pem'), host.certificatePem, { mode: PUBLIC });
    writeFileSync(at('security/hostkey.pem'), host.keyPem, { mode: PRIVATE });
    writeFileSync(at('security/members'), `"${memberSubject(SITE)}"\n`, { mode: PUBLIC });
    writeFileSync(at('munge.key'), key, { mode: PRIVATE });
    writeFileSync(at('context.json'), JSON.stringify(contextOf(node, nodes)), { mode: PUBLIC });
    const ports = allPorts(PORTS);
    const plan = {
      name: `tiny ${node.instance}`,
      program: PYTHON,
      args: ['-S', '-s', join(programs, 'tiny.py')],
      env: {
        TINY_ADDRESS: node.address,
        TINY_CONTEXT: at('context.json'),
        TINY_RUN: at('run'),
        TINY_SECURITY: at('security'),
        TINY_MUNGE_KEY: at('munge.key'),
        TINY_ROOT: at('data'),
        TINY_ARC_PORT: String(ports.arc),
      },
      logFile: at('log'),
      answers: async () =>
        (await Promise.all(node.answersAt.map(async (port) => await listensAt(node.address, ports[port])))).every(
          Boolean,
        ),
    };
    made.push([node.instance, makeService(ON_THIS_MACHINE, plan)]);
  }
  // Each of `NODES` was made above.
  const services = Object.fromEntries(made) as Record<Instance, Service>;
  const stop = async (): Promise<void> => {
    for (const [, service] of made.toReversed()) await service.stop();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    for (const [, service] of made) {
      await service.start();
      options.log(`${service.name} runs`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, ports: PORTS, queue: TINY_QUEUE, ca: authority.certificatePem, member, services, stop };
}

const ON_THIS_MACHINE = { command: (program: string, args: readonly string[]) => ({ program, args }) };
const nameOf = (instance: string): string => `${SITE}-${instance}`;

const SPECIFICATION = join('examples', 'images', 'tiny-grid.yaml');
const PROGRAMS = /^\/usr\/lib\/tiny\/([a-z]+\.py)$/;
const Files = z.object({ files: z.array(z.object({ path: z.string(), content: z.string().optional() })) });

/** The same text that the image has. @returns the folder */
function writePrograms(folder: string): string {
  mkdirSync(folder);
  const { files } = Files.parse(parse(readFileSync(SPECIFICATION, 'utf8')));
  const programs = files.flatMap(({ path, content }) => {
    const name = PROGRAMS.exec(path)?.[1];
    return name === undefined || content === undefined ? [] : [{ name, content }];
  });
  if (!programs.some(({ name }) => name === 'tiny.py')) throw new Error(`${SPECIFICATION} has no tiny.py`);
  for (const { name, content } of programs) writeFileSync(join(folder, name), content);
  return folder;
}

interface Node {
  readonly instance: string;
  readonly role: Role;
  readonly address: string;
}
const contextOf = ({ instance, role, address }: Node, all: readonly Node[]): SiteContext => ({
  version: 1,
  site: SITE,
  instance,
  hostname: nameOf(instance),
  role,
  vo: TINY_QUEUE,
  network: { address, prefix: 8, gateway: null },
  hosts: all.map((each) => ({
    instance: each.instance,
    name: nameOf(each.instance),
    address: each.address,
    role: each.role,
    vcpus: 1,
    memoryKiB: MEMORY_KIB,
  })),
  vos: [{ name: TINY_QUEUE, queue: TINY_QUEUE }],
  batch: { lrms: 'slurm', queues: [{ name: TINY_QUEUE, maxWallSeconds: null }] },
  vars: { tiny: true },
  packages: [],
  run: [],
});
