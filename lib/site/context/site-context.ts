/** What a domain of a site is told of itself and of its site when it boots: the format `gridbox-context`, version 1. */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';

export const CONTEXT_VERSION = 1;

/** Goes into `/etc/hosts` and file names, so a blank or a line break in it would be another line. */
const HostWord = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/, 'is no name of a host');
const Text = z.string().max(16_384);

/** The body of `context.json`. */
export const SiteContext = z.strictObject({
  version: z.literal(CONTEXT_VERSION),
  site: HostWord,
  instance: HostWord,
  hostname: HostWord,
  role: z.enum(ROLES),
  vo: Text.nullable(),
  /** Without an address the guest asks DHCP, where it has a network at all. */
  network: z.strictObject({
    address: z.ipv4().nullable(),
    prefix: z.int().min(0).max(32).nullable(),
    gateway: z.ipv4().nullable(),
  }),
  hosts: z.array(
    z.strictObject({
      instance: HostWord,
      name: HostWord,
      address: z.ipv4().nullable(),
      role: z.enum(ROLES),
      vcpus: z.int().min(1),
      memoryKiB: z.int().min(1),
    }),
  ),
  vos: z.array(z.strictObject({ name: Text, queue: Text.nullable() })),
  batch: z
    .strictObject({
      lrms: Text,
      queues: z.array(z.strictObject({ name: Text, maxWallSeconds: z.int().min(0).nullable() })),
    })
    .nullable(),
  vars: z.record(z.string(), z.union([Text, z.number(), z.boolean()])),
  packages: z.array(Text),
  /** Commands of the first boot, each a list of words that no shell reads. */
  run: z.array(z.array(Text).min(1)),
});
export type SiteContext = z.infer<typeof SiteContext>;

/** A file that the guest puts at `path`. */
export interface ContextFile {
  /** Absolute, in the guest. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Names of an account and a group of the guest; root where they are left out. */
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}
