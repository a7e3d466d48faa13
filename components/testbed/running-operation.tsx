'use client';
import { useQuery } from '@tanstack/react-query';
import { StageBadge } from '@/components/migrations/migration-look';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { Button } from '@/components/ui/button';
import { formatPercent } from '@/components/ui/figures';
import { Progress } from '@/components/ui/progress';
import { TextLink } from '@/components/ui/text-link';
import { operationQuery } from '@/lib/client/queries/operations';
import type { DomainSummary } from '@/lib/contracts/domains';
import { MIGRATION_STAGES } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';

/** The operation that holds the domain: how far it is, what it waits for, and the way to cancel it. */
export function RunningOperation({
  operation,
  name,
}: {
  operation: NonNullable<DomainSummary['operation']>;
  name: string;
}) {
  const { data } = useQuery(operationQuery(operation.id));
  const { itemFor, pending } = useCancelAction();
  const stage = MIGRATION_STAGES.find((each) => each === operation.stage);
  const migrating = operation.kind === 'migrate-domain';
  const cancel = data === undefined ? undefined : itemFor(data);
  return (
    <section aria-label="Running operation" className="grid gap-2 rounded-md border border-moving/40 bg-moving/8 p-3">
      <div className="flex items-center gap-2 text-sm">
        <TextLink
          href={migrating ? pages.migration(operation.id) : pages.operation(operation.id)}
          className="min-w-0 grow truncate"
        >
          {data?.title ?? 'Operation'}
        </TextLink>
        {stage === undefined ? null : <StageBadge stage={stage} />}
      </div>
      {operation.state === 'queued' ? (
        <p className="text-xs text-muted">{data?.waitingFor ?? 'It waits for its turn.'}</p>
      ) : (
        <div className="flex items-center gap-2">
          <Progress value={operation.progress} label={`Progress on ${name}`} />
          <span className="w-10 text-right text-xs text-muted">
            {operation.progress === null ? '' : formatPercent(operation.progress)}
          </span>
        </div>
      )}
      {cancel === undefined ? null : (
        <Button
          size="sm"
          className="justify-self-start"
          pending={pending}
          disabledReason={cancel.disabledReason}
          onClick={cancel.onSelect}
        >
          Cancel {migrating ? 'migration' : 'operation'}
        </Button>
      )}
    </section>
  );
}
