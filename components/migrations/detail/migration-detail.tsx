'use client';
import { useQuery } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { LineFrame } from '@/components/charts/line-frame';
import { prepareMigration } from '@/components/charts/prepare/prepare-migration';
import { DetailPage } from '@/components/layout/detail-page';
import { RefusalList } from '@/components/migrate/refusal-list';
import { verdictLook } from '@/components/migrate/verdict-look';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import { migrationQuery } from '@/lib/client/queries/migrations';
import { operationQuery } from '@/lib/client/queries/operations';
import type { MigrationDetail as Migration } from '@/lib/contracts/migrations';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { StageBadge } from '../migration-look';
import { Answers, Figures, WorkloadFacts } from './migration-facts';
import { Stages } from './stages';

/** One migration, while it runs and for ever after: stages, curve, figures, answers, what else was looked at. */
export function MigrationDetail({ id }: { readonly id: string }) {
  const result = useQuery(migrationQuery(id));
  return (
    <DetailPage result={result} what="this migration">
      {(migration) => <Content migration={migration} />}
    </DetailPage>
  );
}

function Content({ migration }: { readonly migration: Migration }) {
  const { itemFor, pending } = useCancelAction();
  const cancel = itemFor(migration);
  const ended = isFinished(migration.state);
  return (
    <>
      <PageHeader
        title={
          <>
            {migration.domainName}: {migration.sourceHostName} → {migration.targetHostName}
          </>
        }
        meta={
          <>
            <StageBadge stage={migration.stage} />
            {migration.simulated ? <SimulatedLabel /> : null}
            <span>
              by {migration.actorName} <Age at={migration.createdAt} />
            </span>
          </>
        }
        actions={
          <>
            {ended ? null : (
              <Button disabledReason={cancel.disabledReason} pending={pending} onClick={cancel.onSelect}>
                <Ban aria-hidden />
                Cancel migration
              </Button>
            )}
            <LinkButton href={pages.domain(migration.domainId)}>Domain</LinkButton>
            <LinkButton href={pages.operation(migration.id)}>Steps</LinkButton>
          </>
        }
      />
      <Standing migration={migration} cancelRefusal={ended ? undefined : cancel.disabledReason} />
      <div className="grid gap-6">
        <Stages migration={migration} />
        <LineFrame model={prepareMigration(migration)} fileName={`migration-${migration.domainName}`} height={260} />
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          <Figures migration={migration} />
          <Answers migration={migration} />
          <WorkloadFacts migration={migration} />
        </div>
        <Alternatives migration={migration} />
      </div>
    </>
  );
}

/** The one thing to know first. */
function Standing({
  migration,
  cancelRefusal,
}: {
  readonly migration: Migration;
  readonly cancelRefusal: string | undefined;
}) {
  return (
    <div className="mb-4 grid gap-2">
      {migration.stage === 'moved-unheard' ? (
        <Banner kind="trouble">
          <strong className="font-medium">Moved, guest not heard from.</strong> The hypervisors say that it runs on{' '}
          {migration.targetHostName}, but its guest has given no sign of life since. Look at its console before trusting
          it.
        </Banner>
      ) : null}
      {migration.stage === 'moved-restarted' ? (
        <Banner kind="trouble">
          <strong className="font-medium">Moved, guest restarted.</strong> It runs on {migration.targetHostName}, but
          its uptime began anew: what it held in memory is lost. Look at its console for the cause.
        </Banner>
      ) : null}
      {migration.stage === 'not-converging' ? (
        <Banner kind="warning">
          The guest writes memory as fast as it is copied; by itself this will not end. Wait for a quieter time, or
          cancel and try again with auto-converge or post-copy where the pair offers them.
        </Banner>
      ) : null}
      <Silence migration={migration} />
      {migration.stage === 'cancelled' ? <Whereabouts migration={migration} /> : null}
      {migration.error === null ? null : <Banner kind="trouble">{migration.error}</Banner>}
      {migration.state === 'queued' && migration.waitingFor !== null ? <Banner>{migration.waitingFor}</Banner> : null}
      {isFinished(migration.state) ? null : (
        <div className="grid gap-1">
          <Progress value={migration.progress} label={`Migration of ${migration.domainName}`} />
          {cancelRefusal === undefined ? null : <p className="text-xs text-muted">Cancel: {cancelRefusal}</p>}
        </div>
      )}
      {migration.reason === null ? null : <p className="text-sm text-muted">Reason: {migration.reason}</p>}
    </div>
  );
}

/** Both hosts may look healthy while the guest stands still: only its heartbeat tells. */
function Silence({ migration }: { readonly migration: Migration }) {
  const { guestSilentSinceAt, stage, targetHostName, sourceHostName } = migration;
  if (guestSilentSinceAt === null || isFinished(migration.state)) return null;
  return (
    <Banner kind="trouble">
      <strong className="font-medium">Guest silent.</strong> It was heard last <Age at={guestSilentSinceAt} />, whatever
      its hosts say of it.{' '}
      {stage === 'post-copy'
        ? `It runs on ${targetHostName} and waits for memory that is still on ${sourceHostName}. Look at the link between the two: it goes on when the link does, and it must not be reset before.`
        : 'It may stand still, or be cut off from its hosts. Look at the link and at its console.'}
    </Banner>
  );
}

/** Where the domain was found when a migration was cancelled: what its last step had to say. */
function Whereabouts({ migration }: { readonly migration: Migration }) {
  const { data: operation } = useQuery(operationQuery(migration.id));
  const found = operation?.steps.findLast((step) => step.detail !== null)?.detail;
  // A failure tells it in its error; here the error, where there is one, may be the same sentence.
  if (found === undefined || found === null || migration.error?.includes(found) === true) return null;
  return <Banner>{found}</Banner>;
}

/** What was refused or cautioned for the other hosts when this one was chosen. */
function Alternatives({ migration }: { readonly migration: Migration }) {
  if (migration.alternatives.length === 0) return null;
  return (
    <section aria-label="Other hosts">
      <details>
        <summary className="mb-2 w-fit rounded-sm text-base font-semibold">
          Other hosts when this one was chosen{' '}
          <span className="font-normal text-muted">{migration.alternatives.length}</span>
        </summary>
        <ul className="divide-y divide-line border-y border-line">
          {migration.alternatives.map((alternative) => {
            const look = verdictLook(alternative);
            return (
              <li key={alternative.hostId} className="grid gap-x-4 gap-y-1 py-2 md:grid-cols-[180px_160px_1fr]">
                <TextLink href={pages.host(alternative.hostId)} className="text-sm">
                  {alternative.hostName}
                </TextLink>
                <Badge tone={look.tone} icon={look.icon} plain className="self-start">
                  {look.word}
                </Badge>
                <RefusalList refusals={alternative.refusals} />
              </li>
            );
          })}
        </ul>
      </details>
    </section>
  );
}
