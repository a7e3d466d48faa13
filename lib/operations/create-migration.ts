import type { Candidate, MigrationPrediction } from '@/lib/contracts/migrations';
import type { Tx } from '@/lib/server/db/client';
import type { ParsedInput } from './registry';

export interface CreateMigration {
  readonly operationId: string;
  readonly domain: { readonly id: string; readonly name: string; readonly vo?: string | undefined };
  readonly source: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string; readonly name: string };
  readonly simulated: boolean;
  readonly options: ParsedInput<'migrate-domain'>;
  readonly prediction: MigrationPrediction | undefined;
  /** What the other hosts said when this one was chosen. */
  readonly alternatives: readonly Pick<Candidate, 'hostId' | 'hostName' | 'verdict' | 'refusals'>[];
  readonly now?: Date | undefined;
}

/** The migration side of a `migrate-domain` operation, in the transaction that submits it. */
export async function createMigration(tx: Tx, migration: CreateMigration): Promise<void> {
  const at = (migration.now ?? new Date()).toISOString();
  await tx.$queryRawUnsafe(
    `insert into "Migration" ("operationId", "domainId", "domainName", "vo", "simulated", "sourceHostId", "sourceHostName",
       "targetHostId", "targetHostName", "options", "prediction", "alternatives", "stages")
     values ($1::uuid, $2::uuid, $3, $4, $5, $6::uuid, $7, $8::uuid, $9, $10::jsonb, $11::jsonb, $12::jsonb, $13::jsonb)`,
    migration.operationId,
    migration.domain.id,
    migration.domain.name,
    migration.domain.vo ?? null,
    migration.simulated,
    migration.source.id,
    migration.source.name,
    migration.target.id,
    migration.target.name,
    JSON.stringify(migration.options),
    migration.prediction === undefined ? null : JSON.stringify(migration.prediction),
    JSON.stringify(migration.alternatives),
    JSON.stringify([{ stage: 'queued', at }]),
  );
}
