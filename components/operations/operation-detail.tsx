'use client';
import { useQuery } from '@tanstack/react-query';
import { Ban, CircleCheck, CircleX, LoaderCircle, type LucideIcon, SkipForward } from 'lucide-react';
import { z } from 'zod';
import { ColdMovePlanFacts } from '@/components/cold-move/cold-move-plan';
import { DetailPage } from '@/components/layout/detail-page';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { DescriptionList } from '@/components/ui/description-list';
import { Duration } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { operationQuery } from '@/lib/client/queries/operations';
import { ColdMovePlan } from '@/lib/contracts/cold-moves';
import { CleanUp } from '@/lib/contracts/domain-making';
import type { OperationDetail as Contract, OperationStep } from '@/lib/contracts/operations';
import { isFinished, type StepState } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { CleanUpProof } from './clean-up-proof';
import { KIND_LABELS } from './operation-kinds';
import { tookMs } from './operation-list';
import { OperationBadge } from './operation-look';
import { useCancelAction } from './use-cancel-action';

type Operation = z.infer<typeof Contract>;

/** One operation: what was asked, each step, who runs it, how it ended. */
export function OperationDetail({ id }: { readonly id: string }) {
  const result = useQuery(operationQuery(id));
  return (
    <DetailPage result={result} what="this operation">
      {(operation) => <Content operation={operation} />}
    </DetailPage>
  );
}

function Content({ operation }: { readonly operation: Operation }) {
  const { itemFor, pending } = useCancelAction();
  const cancel = itemFor(operation);
  const ended = isFinished(operation.state);
  return (
    <>
      <PageHeader
        title={operation.title}
        meta={
          <>
            <OperationBadge operation={operation} />
            <span>
              by {operation.actorName} <Age at={operation.createdAt} />
            </span>
          </>
        }
        actions={
          <>
            {ended ? null : (
              <Button disabledReason={cancel.disabledReason} pending={pending} onClick={cancel.onSelect}>
                <Ban aria-hidden />
                Cancel
              </Button>
            )}
            {operation.kind === 'migrate-domain' ? (
              <LinkButton href={pages.migration(operation.id)}>Migration</LinkButton>
            ) : null}
            {operation.domainId === null || isTakenAway(operation) ? null : (
              <LinkButton href={pages.domain(operation.domainId)}>Domain</LinkButton>
            )}
            {operation.hostId === null ? null : <LinkButton href={pages.host(operation.hostId)}>Host</LinkButton>}
          </>
        }
      />
      <div className="mb-4 grid gap-2">
        {operation.error === null ? null : (
          <Banner kind="trouble">
            {operation.error.message}
            {operation.error.native === null ? null : (
              <code className="mt-1 block font-mono text-xs break-all">{operation.error.native}</code>
            )}
          </Banner>
        )}
        {operation.waitingFor !== null ? <Banner>{operation.waitingFor}</Banner> : null}
      </div>
      <PlanOf operation={operation} />
      <ProofOf operation={operation} />
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr]">
        <section aria-label="Steps">
          <h2 className="mb-2 text-base font-semibold">Steps</h2>
          {operation.steps.length === 0 ? (
            <p className="text-sm text-muted">None yet: no agent has begun it.</p>
          ) : (
            <ol className="grid gap-2">
              {operation.steps.map((step) => (
                <Step key={step.sequence} step={step} />
              ))}
            </ol>
          )}
        </section>
        <section aria-label="Facts">
          <h2 className="mb-2 text-base font-semibold">Facts</h2>
          <DescriptionList
            items={[
              { term: 'Kind', value: KIND_LABELS[operation.kind] },
              { term: 'Reason', value: operation.reason },
              { term: 'VO', value: operation.vo },
              { term: 'Asked', value: <Age at={operation.createdAt} /> },
              { term: 'Begun', value: operation.startedAt === null ? 'not yet' : <Age at={operation.startedAt} /> },
              { term: 'Took', value: <Duration ms={tookMs(operation)} /> },
              { term: 'Given up at', value: ended ? null : <Age at={operation.deadlineAt} /> },
              {
                term: 'Runs',
                value:
                  operation.attempt <= 1
                    ? operation.attempt
                    : `${operation.attempt}: taken over after an agent was lost`,
              },
              { term: 'Agent', value: operation.owner },
              {
                term: 'Last sign of it',
                value: operation.heartbeatAt === null ? null : <Age at={operation.heartbeatAt} />,
              },
              { term: 'Id', value: <code className="font-mono text-xs break-all">{operation.id}</code> },
            ]}
          />
          <Json title="As asked" value={operation.input} />
          {operation.result === null ? null : <Json title="Outcome" value={operation.result} />}
        </section>
      </div>
    </>
  );
}

const Planned = z.object({ plan: ColdMovePlan });

/** What a cold move changes, where this operation planned or made one. */
function PlanOf({ operation }: { readonly operation: Operation }) {
  if (operation.kind !== 'plan-cold-move' && operation.kind !== 'cold-move-domain') return null;
  const plan = Planned.safeParse(operation.result).data?.plan;
  return plan === undefined ? null : (
    <div className="mb-6">
      <ColdMovePlanFacts plan={plan} />
    </div>
  );
}

/** What a deletion has found when it looked again. */
function ProofOf({ operation }: { readonly operation: Operation }) {
  if (operation.kind !== 'delete-domain') return null;
  const proof = CleanUp.safeParse(operation.result).data;
  return proof === undefined ? null : (
    <div className="mb-6">
      <CleanUpProof proof={proof} />
    </div>
  );
}

/** Its domain has no page any more, or has none after all. */
const isTakenAway = ({ kind, state }: Operation): boolean =>
  (kind === 'delete-domain' && state === 'succeeded') ||
  (kind === 'create-domain' && (state === 'failed' || state === 'cancelled'));

const STEP_LOOKS: Record<StepState, { readonly icon: LucideIcon; readonly colour: string }> = {
  running: { icon: LoaderCircle, colour: 'text-moving' },
  succeeded: { icon: CircleCheck, colour: 'text-running' },
  failed: { icon: CircleX, colour: 'text-trouble' },
  cancelled: { icon: Ban, colour: 'text-off' },
  skipped: { icon: SkipForward, colour: 'text-off' },
};

function Step({ step }: { readonly step: z.infer<typeof OperationStep> }) {
  const { icon: Icon, colour } = STEP_LOOKS[step.state];
  return (
    <li className="grid grid-cols-[16px_1fr_auto] gap-x-2 text-sm">
      <Icon aria-hidden className={cn('mt-0.5 size-4', colour)} />
      <span className="min-w-0">
        <span className="font-medium">{step.title}</span> <span className={colour}>{step.state}</span>
        {step.attempt > 1 ? <span className="text-muted">, run {step.attempt}</span> : null}
        {step.detail === null ? null : <span className="block break-words text-muted">{step.detail}</span>}
      </span>
      <span className="text-xs text-muted">
        {step.finishedAt === null ? (
          <Age at={step.startedAt} prefix="since" />
        ) : (
          <Duration ms={Date.parse(step.finishedAt) - Date.parse(step.startedAt)} />
        )}
      </span>
    </li>
  );
}

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <details className="mt-3 text-sm">
      <summary className="rounded-sm text-muted">{title}</summary>
      <pre className="mt-1 overflow-x-auto rounded-md bg-sunken p-2 font-mono text-xs">
        {JSON.stringify(value, undefined, 2)}
      </pre>
    </details>
  );
}
