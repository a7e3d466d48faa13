import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LabName } from '@/tools/lab/lab-kind';

export interface UpOptions {
  readonly port: number;
  /** Asked for by name: then another port will not do. */
  readonly portGiven: boolean;
  readonly dataDir: string;
  readonly installSystemPackages: boolean;
  readonly rig: boolean;
  /** Whether the image of tiny grid nodes is built while the rig runs, so that the tiny site can be applied. */
  readonly tinyImage: boolean;
  /** Labs of emulated hosts to bring up beside it. */
  readonly labs: readonly LabName[];
  /** An existing PostgreSQL, from DATABASE_URL. */
  readonly databaseUrl: string | undefined;
}

const LABS: readonly LabName[] = ['xen', 'kvm'];
const DEFAULT_PORT = 3000;
const HIGHEST_PORT = 65_535;

export const USAGE = `npm run up -- [--port N] [--data DIR] [--no-install] [--no-rig] [--xen] [--kvm]
  --port N      port of the pages on 127.0.0.1 (${DEFAULT_PORT}; the next free one where that is taken)
  --data DIR    folder of everything kept (.data)
  --no-install  do not install system packages (qemu, libvirt, a kernel for guests, busybox)
  --no-rig      do not raise the rig of real hosts
  --xen         also boot the Xen lab: two emulated machines with real Xen (about 2 GiB of memory)
  --kvm         also boot the KVM lab, likewise
DATABASE_URL    an existing PostgreSQL instead of the embedded one`;

/** @throws Error with a sentence when an argument is wrong. */
export function parseUpOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): UpOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      data: { type: 'string', default: '.data' },
      'no-install': { type: 'boolean', default: false },
      'no-rig': { type: 'boolean', default: false },
      xen: { type: 'boolean', default: false },
      kvm: { type: 'boolean', default: false },
    },
  });
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new Error(`--port ${values.port}: a port is a number from 1 to ${HIGHEST_PORT}`);
  }
  const databaseUrl = env['DATABASE_URL'];
  return {
    port,
    portGiven: values.port !== undefined,
    dataDir: resolve(values.data),
    installSystemPackages: !values['no-install'],
    rig: !values['no-rig'],
    tinyImage: !values['no-rig'],
    labs: LABS.filter((name) => values[name]),
    databaseUrl: databaseUrl === undefined || databaseUrl === '' ? undefined : databaseUrl,
  };
}
