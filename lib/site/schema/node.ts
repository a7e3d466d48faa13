/** A node of a site file, and the templates that nodes are made from. */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { ARCHITECTURES, HOST_CLASSES, HYPERVISORS } from '@/lib/domain/host';
import { MOST_DOMAINS } from '../limits';
import { Id, Labels, Line, NodePattern, PackageName, ProbeName, Size } from './words';

const named = <T extends readonly string[]>(words: T, ...without: readonly string[]) =>
  words.filter((word): word is T[number] => !without.includes(word));

const Place = z
  .strictObject({
    host: Id.optional().meta({ description: 'The one host of `hosts` that it goes to' }),
    labels: Labels.optional().meta({ description: 'Hosts of the file that have all of these labels' }),
    class: z.enum(HOST_CLASSES).optional().meta({ description: 'Hosts of this machine class' }),
    architecture: z
      .enum(named(ARCHITECTURES, 'unknown'))
      .optional()
      .meta({ description: 'Hosts of this architecture' }),
    hypervisor: z.enum(HYPERVISORS).optional().meta({ description: 'Hosts that run this hypervisor' }),
    spread: z.enum(['host']).optional().meta({ description: 'Each of its domains on a host of its own' }),
    affinity: z.array(NodePattern).max(32).optional().meta({ description: 'On the host of these nodes' }),
    antiAffinity: z.array(NodePattern).max(32).optional().meta({ description: 'On no host of these nodes' }),
  })
  .meta({ id: 'place', description: 'Where it may go; left out: on any host of the file' });

const FilePath = z
  .string()
  .regex(/^(?!.*\/\.{1,2}(\/|$))(\/[^/\p{Cc}]{1,200}){1,20}$/u, 'write an absolute path, without . and .. on the way');
const Software = z
  .strictObject({
    packages: z.array(PackageName).max(500).optional().meta({ description: 'Debian packages that it needs' }),
    files: z
      .record(FilePath, z.string().max(16_384))
      .optional()
      .meta({ description: 'Path to content; content may be ${template:NAME}' }),
    vars: z
      .record(Id, z.union([z.string().max(4_096), z.number(), z.boolean()]))
      .optional()
      .meta({ description: 'What its files are filled in with; may hold references' }),
    run: z
      .array(z.array(z.string().min(1).max(4_096)).min(1).max(64))
      .max(64)
      .optional()
      .meta({ description: 'Commands of the first boot, each a list of words that no shell reads' }),
  })
  .meta({ id: 'software' });

const Isolation = z
  .strictObject({
    network: z
      .enum(['dedicated', 'shared'])
      .optional()
      .meta({ description: 'A segment of its own, or that of its network' }),
    inbound: z
      .array(
        z
          .string()
          .regex(
            /^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?(\/(tcp|udp))?$/,
            'write a port such as "22", "20000-25000" or "53/udp"',
          ),
      )
      .max(64)
      .optional()
      .meta({ description: 'Ports that may be reached from outside; left out: by its role' }),
  })
  .meta({ id: 'isolation' });

/** What may be wanted of a node; a template has the same fields. */
export const SiteNode = z
  .strictObject({
    extends: Id.optional().meta({ description: 'The template that the rest is taken from' }),
    role: z.enum(ROLES).optional().meta({ description: 'What it is to the grid' }),
    vo: Id.optional().meta({ description: 'The VO of `vos` that it belongs to; left out: the testbed itself' }),
    image: Id.optional().meta({ description: 'The image of `images` that it starts from' }),
    vcpu: z.int().min(1).max(64).optional().meta({ description: 'Virtual processors; left out: 1' }),
    memory: Size.optional(),
    disk: Size.optional().meta({ description: 'Size of its disk; left out: that of the image' }),
    network: Id.optional().meta({ description: 'The network of `networks` that it is attached to' }),
    storage: z
      .enum(['local', 'shared'])
      .optional()
      .meta({ description: 'Where its disk is made; left out: local. Shared lets it migrate without copying' }),
    cpuModel: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'write a CPU model such as qemu64')
      .optional()
      .meta({ description: 'The processor that the guest sees' }),
    migratable: z.boolean().optional().meta({ description: 'Whether it may be moved; left out: yes' }),
    host: Id.optional().meta({ description: 'The one host of `hosts` that it goes to; short for place.host' }),
    place: Place.optional(),
    address: Line.optional().meta({ description: 'IPv4 address; {index} stands for the number of each of several' }),
    count: z
      .union([z.int().min(1).max(MOST_DOMAINS), z.string().regex(/^\$\{[^}]+\}$/, 'write a number, or one reference')])
      .optional()
      .meta({ description: 'How many domains; left out: one' }),
    after: z.array(NodePattern).max(64).optional().meta({ description: 'Nodes that must be up before it begins' }),
    isolation: Isolation.optional(),
    software: Software.optional(),
    health: z.array(ProbeName).max(32).optional().meta({ description: 'Probes that say whether it is well' }),
  })
  .meta({ id: 'node' });
export type SiteNode = z.infer<typeof SiteNode>;
