/**
 * The one schema of a site file, `gridsite/v1`: what the checker reads by, and what the product publishes as JSON Schema.
 * Sentences about a text that is none of this come with each pattern; everything is closed, so that a typo is told.
 */
import { z } from 'zod';
import { ARCHITECTURES, HOST_CLASSES, HYPERVISORS } from '@/lib/domain/host';
import { SiteNode } from './node';
import { Duration, Id, Labels, Line, Size, SshKey } from './words';

export const API_VERSION = 'gridsite/v1';
/** More people than these share an account by other means. */
const MOST_KEYS = 100;
/** Longer, and the names of domains that begin with it would not be hostnames any more. */
const SITE_NAME_MAX = 24;
export const SiteName = z
  .string()
  .regex(
    new RegExp(`^[a-zA-Z]([a-zA-Z0-9-]{0,${SITE_NAME_MAX - 2}}[a-zA-Z0-9])?$`),
    `write a name of letters, digits and hyphens, ${SITE_NAME_MAX} at most, a letter first and no hyphen last`,
  );

const Metadata = z
  .strictObject({
    name: SiteName.meta({ description: 'Name of the site; its domains are called by it' }),
    description: Line.optional(),
    labels: Labels.optional().meta({ description: 'Words of your own about the site' }),
  })
  .meta({ id: 'metadata' });

const Lifecycle = z
  .strictObject({
    onFailure: z.enum(['rollback', 'keep']).meta({ description: 'What becomes of the rest when a part fails' }),
    ttl: Duration.optional().meta({ description: 'How long the site is wanted' }),
    start: z.enum(['ordered', 'parallel']).optional().meta({
      description: 'One node after the other as the file has them, or all that `after` lets; left out: parallel',
    }),
    stop: z
      .enum(['reverse', 'parallel'])
      .optional()
      .meta({ description: 'In the reverse order of the start, or all at once; left out: reverse' }),
    cleanup: z
      .enum(['verify', 'best-effort'])
      .meta({ description: 'Whether what was made is looked for again when it is gone' }),
    liveness: z
      .strictObject({ period: Duration.optional(), misses: z.int().min(1).max(100).optional() })
      .optional()
      .meta({
        description:
          'How often its services are asked by their probes (those of jobs apart), and how many silences are too many',
      }),
  })
  .meta({ id: 'lifecycle' });

const Vo = z
  .strictObject({
    queue: Id.optional().meta({ description: 'Its batch queue' }),
    fqans: z
      .record(Id, z.string().regex(/^(\/[A-Za-z0-9._=-]+)+$/, 'write an FQAN such as /atlas/Role=production'))
      .optional()
      .meta({ description: 'VOMS attributes by a name of your choice' }),
    sshKeys: z
      .array(SshKey)
      .max(MOST_KEYS)
      .optional()
      .meta({ description: 'Public keys of its people: for its VO boxes and user interfaces' }),
    quota: z
      .strictObject({
        vcpu: z.int().min(1).max(100_000).optional(),
        memory: Size.optional(),
        disk: Size.optional(),
        vms: z.int().min(1).max(100_000).optional(),
      })
      .optional()
      .meta({ description: 'What the nodes of this VO may take together' }),
  })
  .meta({ id: 'vo' });

const arch = z.enum(['i686', 'x86_64', 'ia64']).meta({ description: 'Architecture of the image' });
const virt = z
  .array(z.enum(['pv', 'hvm', 'pvh']))
  .min(1)
  .max(3)
  .meta({ description: 'How it can be run; the first that a host offers is taken' });
const imageFacts = {
  os: z
    .strictObject({ name: Line, version: Line.optional() })
    .optional()
    .meta({ description: 'What is installed on it' }),
};
const PathImage = z.strictObject({
  path: Line.meta({ description: 'Where the image lies, on the host or below the folder of images' }),
  sha512: z
    .string()
    .regex(/^([0-9a-f]{128}|\$\{[^}]+\})$/, 'write the 128 hexadecimal digits of its SHA-512, or ${file:PATH.sha512}')
    .meta({ description: 'SHA-512 of the file, or ${file:…} where it is written' }),
  arch,
  virt,
  ...imageFacts,
});
const LibraryImage = z.strictObject({
  library: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{0,62}$/,
      'write the name of an image of the library: lower-case letters, digits, - and .',
    )
    .meta({ description: 'Name of an image of Gridbox’s library' }),
  version: z.int().min(1).max(1_000_000).optional().meta({ description: 'Left out: the newest' }),
  arch: arch.optional(),
  virt: virt.optional(),
  ...imageFacts,
});
const Image = z.union([PathImage, LibraryImage]).meta({ id: 'image' });

const AddressedHost = z.strictObject({
  driver: z
    .enum(['xen', 'libvirt', 'esx', 'gsx', 'msvs', 'test', 'simulated'])
    .meta({ description: 'What runs on it' }),
  uri: z
    .string()
    .max(500)
    .regex(/^[a-z][a-z0-9+.-]*:\/\/[^\s\p{Cc}]*$/u, 'write an address such as qemu+ssh://box1/system')
    .meta({ description: 'The address by which Gridbox knows it' }),
  labels: Labels.optional(),
});
const NamedHost = z.strictObject({
  name: Line.meta({ description: 'The name by which Gridbox knows it' }),
  labels: Labels.optional(),
});
const SelectedHosts = z.strictObject({
  select: z
    .strictObject({
      class: z.enum(HOST_CLASSES).optional(),
      architecture: z.enum(ARCHITECTURES).exclude(['unknown']).optional(),
      hypervisor: z.enum(HYPERVISORS).optional(),
    })
    .refine((select) => Object.keys(select).length > 0, 'say what hosts: a class, an architecture or a hypervisor')
    .meta({ description: 'Every host of Gridbox that is all of this', minProperties: 1 }),
  labels: Labels.optional(),
});
const Host = z.union([AddressedHost, NamedHost, SelectedHosts]).meta({ id: 'host' });

const Network = z
  .strictObject({
    cidr: z.cidrv4('write a network such as 10.88.0.0/24').optional().meta({ description: 'Its addresses, IPv4' }),
    isolation: z
      .enum(['vo', 'none'])
      .optional()
      .meta({ description: 'Whether only domains of one VO meet on it; left out: none' }),
    attach: Line.optional().meta({
      description: 'A network or bridge that every host has already; left out: one is made for the site',
    }),
  })
  .meta({ id: 'network' });

const Windows = z
  .array(
    z
      .string()
      .regex(
        /^[0-7](-[0-7])?:([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$/,
        'write days and hours such as "1-5:08:00-20:00"',
      ),
  )
  .max(32);

const Batch = z
  .strictObject({
    lrms: z.enum(['slurm', 'pbs', 'lsf']).meta({ description: 'The batch system' }),
    queues: z
      .record(
        Id,
        z.strictObject({
          maxWall: Duration.optional(),
          windows: Windows.optional().meta({
            description: 'When its jobs may begin; left out: always. Those that run go on',
          }),
          runWindows: Windows.optional().meta({
            description: 'When its jobs may run; left out: always. Outside of it those that run stand still',
          }),
        }),
      )
      .optional(),
  })
  .meta({ id: 'batch' });

const Pool = z
  .strictObject({
    phase: z
      .int()
      .min(1)
      .max(3)
      .optional()
      .meta({ description: 'Of the report: 1 static, 2 on demand, 3 built for the job' }),
    image: Id.optional(),
    min: z.int().min(0).max(256),
    max: z.int().min(1).max(256),
    idleTimeout: Duration.optional(),
    clean: z.enum(['overlay-per-job', 'reboot', 'none']).optional(),
  })
  .meta({ id: 'pool' });

const Publish = z
  .strictObject({ glue2: z.boolean().optional(), glue1: z.boolean().optional(), siteBdii: Id.optional() })
  .meta({ id: 'publish' });

export const SiteFile = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal('Site'),
    metadata: Metadata,
    lifecycle: Lifecycle,
    vos: z.record(Id, Vo).meta({ description: 'Virtual organisations that the site serves, by name' }),
    images: z.record(Id, Image).meta({ description: 'What nodes start from' }),
    templates: z.record(Id, SiteNode).optional().meta({ description: 'What several nodes have in common' }),
    hosts: z.record(Id, Host).meta({ description: 'Where nodes may go' }),
    networks: z.record(Id, Network).optional().meta({ description: 'What nodes are attached to' }),
    nodes: z
      .record(Id, SiteNode)
      .refine((nodes) => Object.keys(nodes).length > 0, 'name at least one node')
      .meta({ description: 'The domains of the site', minProperties: 1 }),
    pool: Pool.optional().meta({ description: 'Worker nodes that come and go with the jobs' }),
    batch: Batch.optional(),
    publish: Publish.optional().meta({ description: 'What the site tells the grid of itself' }),
  })
  .meta({ title: 'Gridbox site file, gridsite/v1' });
export type SiteFile = z.infer<typeof SiteFile>;
export type FileHost = SiteFile['hosts'][string];
export type FileImage = SiteFile['images'][string];
