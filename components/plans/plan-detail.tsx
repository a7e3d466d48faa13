'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { DetailPage } from '@/components/layout/detail-page';
import { AnnounceMaintenance } from '@/components/maintenance/announce-button';
import { HostMaintenance } from '@/components/maintenance/host-maintenance';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { actOnPlan, replan } from '@/lib/client/mutations/plans';
import { planQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Plan } from '@/lib/contracts/plans';
import { isBlocked } from '@/lib/domain/drain';
import { isUnderWay, planRefusal, planTitle } from '@/lib/domain/plan';
import { pages } from '@/lib/utils/paths';
import { draftSize, NO_DRAFT, replanBody } from './drain-draft';
import { DrainParts, drainTotals } from './drain-parts';
import { type Deed, deedWords, OFFERED } from './plan-deeds';
import { PlanBadge, progressWords, someOf } from './plan-look';
import { RebalanceParts, rebalanceTotals } from './rebalance-parts';
import { WhatIfParts } from './what-if/what-if-parts';

/** One plan: what would be done with each domain and why, what stands in the way, and how far it is. */
export function PlanDetail({ id }: { readonly id: string }) {
  const result = useQuery(planQuery(id));
  return (
    <DetailPage result={result} what="this plan" back={{ href: pages.plans(), label: 'All plans' }}>
      {(plan) => <Content plan={plan} />}
    </DetailPage>
  );
}

function Content({ plan }: { readonly plan: Plan }) {
  const [asked, setAsked] = useState<Deed>();
  const refused = useScopeRefusal('hosts:write');
  const act = useMutation(actOnPlan());
  const again = useMutation(replan());
  const mayReplan = planRefusal('replan', situationOf(plan)) === undefined && refused === undefined;
  const [draft, setDraft] = useState(NO_DRAFT);
  const standing = useRef<HTMLDivElement>(null);
  // What was pressed goes with what it has done (a button that is offered no more, a row that was struck out), and the keyboard
  // would begin at the top of the page: it goes on where the plan says how it stands.
  const [actedOn, setActedOn] = useState<number>();
  useEffect(() => {
    if (actedOn === undefined || plan.version <= actedOn) return;
    if (document.activeElement === document.body) standing.current?.focus({ preventScroll: true });
  }, [actedOn, plan.version]);
  const makeAnew = (body: Parameters<typeof again.mutate>[0]['body']) =>
    again.mutate(
      { id: plan.id, version: plan.version, body },
      {
        onSuccess: () => {
          setDraft(NO_DRAFT);
          setActedOn(plan.version);
        },
      },
    );
  const unplanned = draftSize(draft) > 0 ? 'Plan with what you have chosen first, or discard it.' : undefined;
  const deeds = OFFERED[plan.kind][plan.state].filter((deed) => deed !== 'return' || plan.progress.length > 0);
  const close = () => {
    setAsked(undefined);
    act.reset();
  };
  const words = asked === undefined || plan.kind === 'what-if' ? undefined : deedWords(asked, plan);
  return (
    <>
      <PageHeader
        title={planTitle(plan)}
        meta={
          <>
            <PlanBadge plan={plan} />
            <span>
              by {plan.madeByName} <Age at={plan.createdAt} />
              {plan.approvedByName === null ? '' : `, approved by ${plan.approvedByName}`}
            </span>
          </>
        }
        actions={
          <>
            {plan.kind === 'what-if'
              ? null
              : deeds.map((deed, index) => (
                  <Button
                    key={deed}
                    variant={index === 0 ? 'primary' : 'secondary'}
                    disabledReason={
                      refused ??
                      planRefusal(deed, situationOf(plan)) ??
                      (deed === 'approve' || deed === 'resume' ? unplanned : undefined)
                    }
                    onClick={() => setAsked(deed)}
                  >
                    {deedWords(deed, plan).label}
                  </Button>
                ))}
            {mayReplan ? (
              <Button
                pending={again.isPending}
                onClick={() => makeAnew(plan.kind === 'drain' ? replanBody(plan, draft) : {})}
              >
                {plan.kind === 'what-if' ? 'Ask again' : 'Plan again'}
              </Button>
            ) : null}
            {/* It is only read, so its address is what is done with it. */}
            {plan.kind === 'what-if' ? (
              <CopyButton text={`${window.location.origin}${pages.plan(plan.id)}`} label="Copy link" />
            ) : null}
            {plan.kind === 'drain' ? (
              <>
                <AnnounceMaintenance host={{ id: plan.hostId, name: plan.hostName }} />
                <LinkButton href={pages.host(plan.hostId)}>Host</LinkButton>
              </>
            ) : null}
          </>
        }
      />
      <div ref={standing} tabIndex={-1} className="outline-none">
        {plan.kind === 'drain' ? <HostMaintenance hostId={plan.hostId} drain={emptying(plan)} /> : null}
        <Standing plan={plan} />
      </div>
      <SubmitError sentence={again.error === null ? undefined : errorSentence(again.error)} />
      <div className="grid gap-8">
        {plan.kind === 'drain' ? (
          <DrainParts
            plan={plan}
            draft={draft}
            onDraft={mayReplan ? setDraft : undefined}
            onPlan={() => makeAnew(replanBody(plan, draft))}
            pending={again.isPending}
          />
        ) : plan.kind === 'rebalance' ? (
          <RebalanceParts plan={plan} onReplan={mayReplan ? makeAnew : undefined} pending={again.isPending} />
        ) : (
          <WhatIfParts plan={plan} />
        )}
      </div>
      {asked === undefined || words === undefined ? null : (
        <ConfirmDialog
          title={`${words.label}: ${words.subject}`}
          consequence={words.consequence}
          confirmLabel={words.label}
          danger={words.danger}
          pending={act.isPending}
          error={act.error === null ? undefined : errorSentence(act.error)}
          onConfirm={() =>
            act.mutate(
              { id: plan.id, version: plan.version, deed: asked },
              {
                onSuccess: () => {
                  close();
                  setActedOn(plan.version);
                },
              },
            )
          }
          onClose={close}
        />
      )}
    </>
  );
}

/** Whether it empties its host now, or would once it is approved; sending home, it fills it again. */
const emptying = ({ state }: Plan): 'draft' | 'under-way' | undefined =>
  state === 'draft' ? 'draft' : state === 'running' || state === 'paused' ? 'under-way' : undefined;

/** Nothing of it is under way: jobs are waited for, or its turn is. */
const isWaitedFor = (jobs: Plan['progress'][number]['jobs']): boolean =>
  jobs?.stage === 'emptying' || jobs?.stage === 'empty';
const blockedOf = (plan: Plan) => (plan.kind === 'drain' ? plan.document.items.filter(isBlocked) : []);
const situationOf = (plan: Plan) => ({
  kind: plan.kind,
  state: plan.state,
  acts: plan.kind === 'rebalance' ? plan.document.moves.length : plan.total,
  blocked: blockedOf(plan).length,
  moving: plan.progress.filter(({ state, jobs }) => state === 'running' && !isWaitedFor(jobs)).length,
  homeFailed: plan.progress.some(({ homeState }) => homeState === 'failed'),
});

/** What to know before the rows are read. */
function Standing({ plan }: { readonly plan: Plan }) {
  const { difference, state } = plan;
  const blocked = blockedOf(plan);
  return (
    <div className="mb-4 grid gap-2">
      {plan.halted === null ? null : <Banner kind="warning">It stands still. {plan.halted}</Banner>}
      {state === 'draft' && plan.progress.length > 0 ? (
        <Banner kind="warning">
          It was under way until it was planned again: nothing more is begun before it is approved anew.
          {plan.progress.some(({ jobs }) => jobs !== null) ? ' Slots that it closed stay closed until then.' : ''}
        </Banner>
      ) : null}
      {state === 'drained' && plan.halted === null && plan.leftRunning.length > 0 ? (
        <Banner kind="warning">
          The host is not empty: {someOf(plan.leftRunning)} {plan.leftRunning.length === 1 ? 'was' : 'were'} left
          running, as the plan was approved.
        </Banner>
      ) : null}
      {state === 'draft' && blocked.length > 0 ? (
        <Banner kind="trouble">
          {blocked.length === 1 ? 'One domain is' : `${blocked.length} domains are`} blocked:{' '}
          {blocked.map(({ domainName }) => domainName).join(', ')}. Mend what stands in the way, or choose something
          else for {blocked.length === 1 ? 'it' : 'them'}.
        </Banner>
      ) : null}
      {state === 'draft' && difference.length > 0 ? (
        <Banner>
          Planned again <Age at={plan.plannedAt} />. What that changed:
          <ul className="mt-1 list-disc pl-5">
            {difference.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {isUnderWay(state) && plan.total > 0 ? (
        <Progress value={plan.done / plan.total} label={`Domains of ${planTitle(plan)}`} />
      ) : null}
      <p className="text-sm text-muted">
        {plan.kind === 'what-if' ? (
          <>
            By the inventory as it was <Age at={plan.document.lookedAt} />: {progressWords(plan)}.
          </>
        ) : state !== 'draft' ? (
          `${progressWords(plan)}.`
        ) : plan.kind === 'drain' ? (
          drainTotals(plan)
        ) : (
          rebalanceTotals(plan)
        )}
        {plan.reason === null ? '' : ` Reason: ${plan.reason}`}
      </p>
    </div>
  );
}
