/** Making domains with their disks, and taking them away whole. */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { ARCHITECTURES } from '@/lib/domain/host';
import {
  CLEAN_OUTCOMES,
  DOMAIN_NAME,
  DOMAIN_NAME_FORM,
  IMAGE_FORMATS,
  MADE_KINDS,
  MAKEABLE_MODES,
} from '@/lib/domain/wanted-domain';
import { DomainIdSchema, HostIdSchema, HostPath, Instant, ReasonSchema } from './common';
import { Word } from './domains';
import { BuiltImageIdSchema } from './images';
import { Candidate } from './migrations';

/** What a file system of a host may hold; a mistyped figure must not fill one. */
const DISK_GIB_MAX = 16_384;
const DISKS_MAX = 8;
const NETWORKS_MAX = 8;
/** As long as Linux takes (COMMAND_LINE_SIZE of x86). */
const COMMAND_LINE_MAX = 2048;
const NOTE_MAX = 500;
const Visible = /^[^\p{Cc}]*$/u;
const NO_CONTROL = 'must not contain control characters';

const CommandLine = z.string().trim().max(COMMAND_LINE_MAX).regex(Visible, NO_CONTROL);
const KiB = z
  .number()
  .int()
  .min(16 * 1024)
  .max(16 * 1024 ** 3);
const Format = z.enum(IMAGE_FORMATS);
const SizeGiB = z.number().int().min(1).max(DISK_GIB_MAX);

export const DiskWish = z.discriminatedUnion('from', [
  z.object({ from: z.literal('new'), sizeGiB: SizeGiB, format: Format.optional() }).strict(),
  z.object({ from: z.literal('copy'), path: HostPath, format: Format }).strict(),
  z
    .object({
      from: z.literal('layer'),
      path: HostPath,
      format: Format,
      sizeGiB: SizeGiB.optional().meta({ description: 'Larger than the image where given' }),
    })
    .strict(),
  z
    .object({
      from: z.literal('library'),
      imageId: BuiltImageIdSchema,
      sizeGiB: SizeGiB.optional().meta({ description: 'Larger than the image where given' }),
    })
    .strict()
    .meta({
      description: 'The disk of a built image: a layer on the copy that Gridbox puts on the host, under Xen a copy',
    }),
]);

const Boot = z.discriminatedUnion('from', [
  z
    .object({
      from: z.literal('kernel'),
      kernel: HostPath,
      initramfs: HostPath.optional(),
      commandLine: CommandLine.optional(),
    })
    .strict(),
  z
    .object({ from: z.literal('library'), imageId: BuiltImageIdSchema, commandLine: CommandLine.optional() })
    .strict()
    .meta({
      description:
        'Kernel and initramfs of a built image; without a command line, that which its disk and console need',
    }),
  z.object({ from: z.literal('disk') }).strict(),
  z
    .object({
      from: z.literal('like'),
      commandLine: CommandLine.optional().meta({ description: 'In place of that of the other domain' }),
    })
    .strict(),
]);

export const CreateDomain = z
  .object({
    hostId: HostIdSchema.optional().meta({ description: 'Left out, Gridbox chooses where it fits best' }),
    name: z.string().trim().regex(DOMAIN_NAME, DOMAIN_NAME_FORM),
    like: DomainIdSchema.optional().meta({
      description: 'What is left out is as this domain has it; its disks only with `copyDisks`',
    }),
    copyDisks: z.boolean().optional().meta({ description: 'Copy the disks of `like` too, which must be off' }),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).optional(),
    vo: Word.nullable().optional(),
    tags: z.array(Word).max(32).optional(),
    affinity: Word.nullable().optional(),
    antiAffinity: Word.nullable().optional(),
    memoryKiB: KiB.optional(),
    maxMemoryKiB: KiB.optional(),
    vcpus: z.number().int().min(1).max(4096).optional(),
    architecture: z.enum(ARCHITECTURES).exclude(['unknown']).optional(),
    guestMode: z.enum(MAKEABLE_MODES).optional(),
    boot: Boot.optional(),
    disks: z.array(DiskWish).max(DISKS_MAX).default([]),
    folder: HostPath.optional().meta({
      description: 'Folder on the host for the disks; without it the largest of its storage pools of plain files',
    }),
    networks: z.array(z.string().min(1).max(255).regex(Visible, NO_CONTROL)).max(NETWORKS_MAX).optional().meta({
      description: 'Names that the host reports, or mcast:ADDRESS:PORT for a segment of QEMU guests among themselves',
    }),
    start: z.boolean().default(true),
    note: z
      .string()
      .trim()
      .max(NOTE_MAX)
      .regex(Visible, NO_CONTROL)
      .optional()
      .meta({ description: 'How long it is to live, and for what; kept in its definition and shown on its page' }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'CreateDomain' });
export type CreateDomain = z.infer<typeof CreateDomain>;

/** The same without what has no bearing on where it goes; what of it cannot be known yet may be left out. */
export const CheckCreation = CreateDomain.omit({ hostId: true, name: true, note: true, reason: true })
  .strict()
  .meta({ id: 'CheckCreation' });
export type CheckCreation = z.infer<typeof CheckCreation>;

/** Where such a domain could be made: every host, ready or every reason why not. */
export const CreationCheck = z
  .object({
    at: Instant,
    items: z.array(Candidate),
    /** Why the recommended host, or why none, in a sentence. */
    words: z.string(),
  })
  .meta({ id: 'CreationCheck' });
export type CreationCheck = z.infer<typeof CreationCheck>;

export const DELETE_STOPS = ['no', 'shut-down', 'force-off'] as const;
export const DeleteDomain = z
  .object({
    stop: z
      .enum(DELETE_STOPS)
      .default('no')
      .meta({ description: 'How a domain that is not off is ended first; `no` refuses to delete it' }),
    confirmName: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'The name of the domain, typed by whoever deletes one that is not off' }),
    alsoRemove: z.array(HostPath).max(64).default([]).meta({
      description: 'Paths of its disks that Gridbox did not make, to be removed as well',
    }),
    keepDisks: z.boolean().default(false).meta({ description: 'Leave the disks that Gridbox made for it as well' }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'DeleteDomain' });
export type DeleteDomain = z.infer<typeof DeleteDomain>;

/** One thing that was to go, and what looking for it again has found. */
export const CleanItem = z.object({
  what: z.enum([...MADE_KINDS, 'running', 'saved-memory']),
  /** Of a disk its path. */
  name: z.string(),
  hostName: z.string(),
  outcome: z.enum(CLEAN_OUTCOMES),
  words: z.string(),
});
export type CleanItem = z.infer<typeof CleanItem>;
/** `result` of a delete-domain operation, and of a create-domain that was taken back. */
export const CleanUp = z.object({ clean: z.boolean(), items: z.array(CleanItem) }).meta({ id: 'CleanUp' });
export type CleanUp = z.infer<typeof CleanUp>;
