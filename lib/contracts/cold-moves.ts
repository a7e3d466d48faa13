import { z } from 'zod';
import { COLD_MOVE_STAGES } from '@/lib/domain/cold-move';
import { GUEST_MODES } from '@/lib/domain/domain';
import { DomainIdSchema, HostIdSchema, HostPath, Instant, OperationIdSchema, ReasonSchema } from './common';

const Folder = HostPath.meta({
  description: 'Folder on the target for the disks; without it the largest of its storage pools of plain files',
});

/** Asks what a cold move would do. Nothing is changed; the plan is the `result` of the operation. */
export const PlanColdMove = z
  .object({ targetHostId: HostIdSchema, folder: Folder.optional(), reason: ReasonSchema })
  .strict()
  .meta({ id: 'PlanColdMove' });
export type PlanColdMove = z.infer<typeof PlanColdMove>;

export const ColdMoveDomain = z
  .object({
    targetHostId: HostIdSchema,
    folder: Folder.optional(),
    shutDown: z
      .boolean()
      .default(false)
      .meta({ description: 'Ask a running guest to power off first. It is never forced off' }),
    planHash: z
      .string()
      .max(128)
      .optional()
      .meta({ description: 'Of the plan that was read: where the move would now be another one, it is refused' }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'ColdMoveDomain' });
export type ColdMoveDomain = z.infer<typeof ColdMoveDomain>;

/** The new copy stays and the old one goes. */
export const KeepColdMove = z
  .object({
    deleteDisks: z.boolean().default(true).meta({
      description:
        'Delete the old disk images as well: only those that were converted, may be written to, and belong to no other domain of that host',
    }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'KeepColdMove' });
export type KeepColdMove = z.infer<typeof KeepColdMove>;

/** The new copy goes, and what was written to it since is lost. */
export const ReturnColdMove = z
  .object({
    force: z
      .boolean()
      .default(false)
      .meta({ description: 'Force the new copy off; otherwise its guest is asked to power off' }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'ReturnColdMove' });
export type ReturnColdMove = z.infer<typeof ReturnColdMove>;

export const ColdMoveFile = z.object({
  role: z.enum(['disk', 'kernel', 'initrd']),
  /** Of a disk, as the guest calls it now, e.g. `vda`. */
  disk: z.string().nullable(),
  sourcePath: z.string(),
  sourceFormat: z.enum(['raw', 'qcow2']).nullable(),
  bytes: z.number().meta({ description: 'Length of the file at the source' }),
  readOnly: z.boolean(),
  targetPath: z.string(),
  targetFormat: z.enum(['raw', 'qcow2']).nullable(),
  begun: z.boolean().meta({ description: 'The file at the target is ours' }),
  written: z
    .object({ bytes: z.number(), sha256: z.string() })
    .nullable()
    .meta({ description: 'What was written there and read back; null until then' }),
});
export type ColdMoveFile = z.infer<typeof ColdMoveFile>;

/** What a cold move would do, or did. */
export const ColdMovePlan = z
  .object({
    sourceHostName: z.string(),
    targetHostName: z.string(),
    running: z.boolean().meta({ description: 'It runs now, and must be shut down first' }),
    guestMode: z.enum(GUEST_MODES),
    folder: z.string().nullable(),
    files: z.array(ColdMoveFile),
    bytesTotal: z.number(),
    changes: z.array(z.string()).meta({ description: 'What the new definition has otherwise, in sentences' }),
    obstacles: z.array(z.string()).meta({ description: 'Each by itself forbids the move; empty where it may begin' }),
    definition: z.string().nullable(),
    planHash: z.string(),
  })
  .meta({ id: 'ColdMovePlan' });
export type ColdMovePlan = z.infer<typeof ColdMovePlan>;

/** A cold move that is not over yet, as its domain's page shows it. */
export const ColdMoveSummary = z
  .object({
    operationId: OperationIdSchema,
    domainId: DomainIdSchema,
    stage: z.enum(COLD_MOVE_STAGES),
    sourceHostName: z.string(),
    targetHostName: z.string(),
    verified: z.boolean().meta({ description: 'The guest was heard at the target' }),
    verification: z.string().nullable(),
    awaitingSince: Instant.nullable(),
    /** Old disk images that keeping the new copy would delete. */
    oldDisks: z.array(z.string()),
    changes: z.array(z.string()),
  })
  .meta({ id: 'ColdMoveSummary' });
export type ColdMoveSummary = z.infer<typeof ColdMoveSummary>;
