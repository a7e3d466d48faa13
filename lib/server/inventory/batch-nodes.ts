/** Worker nodes as their batch systems said last, from the rows that the agent writes. */
import { z } from 'zod';
import type { BatchNode } from '@/lib/domain/batch';
import { domainId } from '@/lib/domain/ids';

/** A `JSON.stringify` of `BatchJob`: what was undefined is not there. */
const StoredJobs = z.array(
  z.object({
    id: z.string(),
    vo: z.string().optional(),
    startedAt: z.coerce.date().optional(),
    limitMs: z.number().optional(),
  }),
);

export interface BatchNodeRow {
  readonly domainId: string;
  readonly system: string;
  readonly slots: number;
  readonly open: boolean;
  readonly jobs: unknown;
  readonly readAt: Date;
}

export const toBatchNode = (row: BatchNodeRow): BatchNode => ({
  domainId: domainId(row.domainId),
  system: row.system,
  slots: row.slots,
  open: row.open,
  readAt: row.readAt,
  jobs: StoredJobs.parse(row.jobs).map(({ id, vo, startedAt, limitMs }) => ({ id, vo, startedAt, limitMs })),
});

/** Of the domains of a host. */
export const NODES_ON = `
  select n."domainId"::text as "domainId", n."system", n."slots", n."open", n."jobs", n."readAt"
  from "BatchNode" n join "Domain" d on d."id" = n."domainId" where d."hostId" = $1::uuid`;
