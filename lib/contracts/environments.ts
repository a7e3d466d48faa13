import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { ISOLATIONS } from '@/lib/domain/environment-network';
import { HOST_CLASSES } from '@/lib/domain/host';
import { LEASE_COUNT_MAX } from '@/lib/domain/lease';
import { Instant, lineOfText, NameSchema, pageOf, Paging, ReasonSchema, Verdict, wholeNumber } from './common';

export const EnvironmentIdSchema = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'Id of a version of an execution environment' });

const text = (max: number) => lineOfText(0, max);
/** As site files call VOs: leases are applied by one. */
export const VoName = z
  .string('must be text')
  .regex(/^[a-zA-Z][a-zA-Z0-9-]{0,30}$/, 'write a name of letters, digits and hyphens, 31 at most, a letter first');

/** A domain of a site file has no more. */
const VCPUS_MAX = 64;
const MEMORY_MIB_MAX = 1024 * 1024;
const DISK_GIB_MAX = 16 * 1024;
export const VcpuCount = wholeNumber(1, VCPUS_MAX);
export const MemoryMiB = wholeNumber(16, MEMORY_MIB_MAX);
export const DiskGiB = wholeNumber(1, DISK_GIB_MAX);
export const DomainCount = wholeNumber(1, LEASE_COUNT_MAX);

const architecture = z.enum(['x86_64', 'i686', 'ia64']);
const LibraryImage = z.strictObject({
  library: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'write the name of an image of the library')
    .meta({ description: 'Name of an image of the library' }),
  version: wholeNumber(1, 1_000_000).meta({
    description: 'Its version: the newest of tomorrow is another',
  }),
});
const PathImage = z.strictObject({
  path: text(1_000)
    .regex(/^\//, 'write an absolute path')
    .meta({ description: 'Where the image lies on each of its hosts' }),
  sha512: z.string().regex(/^[0-9a-f]{128}$/, 'write the 128 hexadecimal digits of its SHA-512'),
});

/** What decides on which hosts it can be made. */
const place = {
  architecture,
  isolation: z.enum(ISOLATIONS).meta({
    description:
      '`dedicated`: a network of the lease alone; `attached`: one that its hosts have; `shared`: its domains have no network interface',
  }),
  hostClass: z.enum(HOST_CLASSES).nullable().default(null).meta({ description: 'Null: any with such hosts' }),
  hosts: z
    .array(lineOfText(1, 255))
    .max(50, 'name 50 hosts at most')
    .default([])
    .meta({ description: 'Names of the only hosts that it may use; empty: all of the class' }),
};
export const EnvironmentPlace = z.strictObject(place).meta({ id: 'EnvironmentPlace' });
export type EnvironmentPlace = z.infer<typeof EnvironmentPlace>;

const Note = z.object({ possible: z.boolean(), words: z.string() });
export const EnvironmentNotes = z
  .object({
    network: Note.nullable().meta({
      description:
        'What hosts say of a network of the lease alone; not possible: none of them can make one; null: nothing',
    }),
  })
  .meta({ id: 'EnvironmentNotes' });
export type EnvironmentNotes = z.infer<typeof EnvironmentNotes>;

/** What a lease's domains are made of. Once written it does not change: the next version is another row. */
export const EnvironmentBody = z
  .strictObject({
    description: text(500).default(''),
    role: z.enum(ROLES),
    os: text(200).default('').meta({ description: 'For people: what is installed' }),
    software: text(1_000).default('').meta({ description: 'For people: what of it a VO comes for' }),
    image: z.union([LibraryImage, PathImage]),
    ...place,
    network: lineOfText(1, 255).nullable().default(null).meta({
      description: 'Of one that is `attached`: what its hosts call the network or bridge that they have',
    }),
    guestModes: z
      .array(z.enum(['pv', 'hvm', 'pvh'], 'write pv, hvm or pvh'))
      .min(1, 'write one of pv, hvm and pvh at least')
      .max(3, 'write each of pv, hvm and pvh once')
      .meta({
        description: 'How it can be run; the first that a host offers is taken',
      }),
    vcpus: VcpuCount.default(1).meta({ description: 'Where nobody asks for more' }),
    memoryMiB: MemoryMiB,
    diskGiB: DiskGiB.nullable().default(null).meta({ description: 'Null: as large as the image' }),
    most: z
      .strictObject({ vcpus: VcpuCount, memoryMiB: MemoryMiB, diskGiB: DiskGiB.nullable(), domains: DomainCount })
      .meta({ description: 'What one request may ask for, a domain, and of domains' }),
    daysMax: wholeNumber(1, 366).meta({ description: 'Longest lease' }),
    vos: z
      .array(VoName)
      .max(100, 'name 100 VOs at most')
      .default([])
      .meta({ description: 'VOs that may ask for it; empty: every one' }),
  })
  .superRefine((body, context) => {
    const { most, isolation, network } = body;
    if ((isolation === 'attached') !== (network !== null))
      context.addIssue({
        code: 'custom',
        path: ['network'],
        message:
          network === null
            ? 'write what its hosts call the network or bridge'
            : 'leave it out: its domains are on none that hosts have',
      });
    const over = (path: string, message: string) => context.addIssue({ code: 'custom', path: ['most', path], message });
    if (most.vcpus < body.vcpus) over('vcpus', 'must be no less than what it takes by itself');
    if (most.memoryMiB < body.memoryMiB) over('memoryMiB', 'must be no less than what it takes by itself');
    if (body.diskGiB !== null && (most.diskGiB ?? 0) < body.diskGiB)
      over('diskGiB', 'must be no less than what it takes by itself');
  })
  .meta({ id: 'EnvironmentBody' });
export type EnvironmentBody = z.infer<typeof EnvironmentBody>;

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'write a name of lower-case letters, digits and hyphens, a letter first');
export const CreateEnvironment = z
  .strictObject({ name, body: EnvironmentBody, reason: ReasonSchema })
  .meta({ id: 'CreateEnvironment' });
export type CreateEnvironment = z.infer<typeof CreateEnvironment>;
export const AddEnvironmentVersion = z
  .strictObject({ body: EnvironmentBody, reason: ReasonSchema })
  .meta({ id: 'AddEnvironmentVersion' });
export type AddEnvironmentVersion = z.infer<typeof AddEnvironmentVersion>;
export const RetireEnvironment = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RetireEnvironment' });
export type RetireEnvironment = z.infer<typeof RetireEnvironment>;

const count = z.number().int().min(0);
export const Environment = z
  .object({
    id: EnvironmentIdSchema,
    name: z.string(),
    version: z.number().int(),
    body: EnvironmentBody,
    createdByName: z.string(),
    createdAt: Instant,
    retiredAt: Instant.nullable(),
    use: z
      .object({
        leases: count.meta({ description: 'Of all versions, that were active; of the reader’s VOs' }),
        open: count.meta({ description: 'Of all versions, that keep a place now; of the reader’s VOs' }),
        startMs: z.number().nullable().meta({
          description: 'Median time from the begin of its preparation until all was up, of those; null: none was yet',
        }),
      })
      .meta({ description: 'How often it was used, and how fast it starts: measured' }),
  })
  .meta({ id: 'Environment' });
export type Environment = z.infer<typeof Environment>;
export const EnvironmentPage = pageOf(Environment).meta({ id: 'EnvironmentPage' });
export type EnvironmentPage = z.infer<typeof EnvironmentPage>;
export const ListEnvironmentsQuery = Paging.extend({
  retired: z.stringbool().optional().meta({ description: 'Those that are not offered any more as well' }),
});
export type ListEnvironmentsQuery = z.infer<typeof ListEnvironmentsQuery>;
export const EnvironmentDetail = Environment.extend({
  versions: z
    .array(
      z.object({
        id: EnvironmentIdSchema,
        version: z.number().int(),
        createdByName: z.string(),
        createdAt: Instant,
        retiredAt: Instant.nullable(),
      }),
    )
    .meta({ description: 'Newest first' }),
  ...EnvironmentNotes.shape,
  can: z.object({ edit: Verdict, retire: Verdict, request: Verdict }),
}).meta({ id: 'EnvironmentDetail' });
export type EnvironmentDetail = z.infer<typeof EnvironmentDetail>;

const IA64_VCPUS = 'Of the vCPUs those of domains for Itanium';
export const VoQuota = z
  .object({
    vo: NameSchema,
    vcpus: count.nullable(),
    memoryMiB: count.nullable(),
    diskGiB: count.nullable(),
    domains: count.nullable(),
    ia64Vcpus: count.nullable().meta({ description: IA64_VCPUS }),
    taken: z
      .object({ vcpus: count, memoryMiB: count, diskGiB: count, domains: count, ia64Vcpus: count })
      .meta({ description: 'By its leases at this moment' }),
    setByName: z.string().nullable(),
    setAt: Instant.nullable(),
  })
  .meta({ id: 'VoQuota' });
export type VoQuota = z.infer<typeof VoQuota>;
export const VoQuotas = z
  .object({
    items: z.array(VoQuota),
    known: z.array(z.string()).meta({ description: 'VOs that anything here is of; of who is bound to VOs those' }),
  })
  .meta({ id: 'VoQuotas' });
export type VoQuotas = z.infer<typeof VoQuotas>;
const limit = wholeNumber(0, 1_000_000_000).nullable().meta({ description: 'Null: no limit' });
export const SetVoQuota = z
  .strictObject({
    vo: VoName,
    vcpus: limit,
    memoryMiB: limit,
    diskGiB: limit,
    domains: limit,
    ia64Vcpus: limit
      .optional()
      .meta({ description: `${IA64_VCPUS}; null: no limit of their own; left out: as it was` }),
    reason: ReasonSchema,
  })
  .meta({ id: 'SetVoQuota' });
export type SetVoQuota = z.infer<typeof SetVoQuota>;
export const RemoveVoQuota = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemoveVoQuota' });
export type RemoveVoQuota = z.infer<typeof RemoveVoQuota>;
