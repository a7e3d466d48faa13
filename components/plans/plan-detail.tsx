'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { DetailPage } from '@/components/layout/detail-page';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { actOnPlan, replan } from '@/lib/client/mutations/plans';
import { planQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Plan } from '@/lib/contracts/plans';
import { isBlocked, isUnderWay, type PlanDeed, planRefusal } from '@/lib/domain/drain';
import { pages } from '@/lib/utils/paths';
import { formatDuration } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';
import { PlanBadge, progressWords } from './plan-look';
import { PlanPeers } from './plan-peers';
import { PlannedDomains } from './planned-domains';

/** One plan: what would be done with each domain and why, what stands in the way, and how far it is. */
export function PlanDetail({ id }: { readonly id: string }) {
  const result = useQuery(planQuery(id));
  return (
    <DetailPage result={result} what="this plan">
      {(plan) => <Content plan={plan} />}
    </DetailPage>
  );
}

type Deed = Exclude<PlanDeed, 'replan'>;
const DEEDS: Record<
  Deed,
  { readonly label: string; readonly consequence: (plan: Plan) => string; readonly danger?: true }
> = {
  approve: {
    label: 'Approve and drain',
    consequence: ({ hostName, total, atOnce }) =>
      `${hostName} goes into maintenance, and something is done with ${total === 1 ? 'one domain' : `${total} domains`}, ${atOnce} at once, by your account. It can be paused and cancelled on the way, and its domains can come home afterwards.`,
  },
  pause: {
    label: 'Pause',
    consequence: () => 'What is under way ends; nothing more is begun until somebody resumes it.',
  },
  resume: { label: 'Resume', consequence: () => 'It goes on by your account. What has failed is tried again.' },
  cancel: {
    label: 'Cancel plan',
    consequence: ({ hostName }) =>
      `Nothing more is begun, what waits in a queue is taken back, what is under way ends. ${hostName} stays in maintenance if it is; its domains can be sent home then.`,
    danger: true,
  },
  return: {
    label: 'Return home',
    consequence: ({ hostName }) =>
      `The maintenance of ${hostName} ends. What the plan moved comes back by live migration, what it shut down for the while is started. Domains that were moved on since stay where they are.`,
  },
};
/** What is offered in each state, the likeliest first. */
const OFFERED: Record<Plan['state'], readonly Deed[]> = {
  draft: ['approve', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'return', 'cancel'],
  drained: ['return'],
  cancelled: ['return'],
  returning: [],
  returned: [],
};

function Content({ plan }: { readonly plan: Plan }) {
  const [asked, setAsked] = useState<Deed>();
  const refused = useScopeRefusal('hosts:write');
  const act = useMutation(actOnPlan());
  const again = useMutation(replan());
  const mayReplan = planRefusal('replan', situationOf(plan)) === undefined && refused === undefined;
  const makeAnew = (body: Parameters<typeof again.mutate>[0]['body']) =>
    again.mutate({ id: plan.id, version: plan.version, body });
  const deeds = OFFERED[plan.state].filter((deed) => deed !== 'return' || plan.progress.length > 0);
  const close = () => {
    setAsked(undefined);
    act.reset();
  };
  return (
    <>
      <PageHeader
        title={`Drain ${plan.hostName}`}
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
            {deeds.map((deed, index) => (
              <Button
                key={deed}
                variant={index === 0 ? 'primary' : 'secondary'}
                disabledReason={refused ?? planRefusal(deed, situationOf(plan))}
                onClick={() => setAsked(deed)}
              >
                {DEEDS[deed].label}
              </Button>
            ))}
            {mayReplan ? (
              <Button pending={again.isPending} onClick={() => makeAnew({})}>
                Plan again
              </Button>
            ) : null}
            <LinkButton href={pages.host(plan.hostId)}>Host</LinkButton>
          </>
        }
      />
      <Standing plan={plan} />
      <SubmitError sentence={again.error === null ? undefined : errorSentence(again.error)} />
      <div className="grid gap-8">
        <PlannedDomains
          plan={plan}
          onChoose={mayReplan ? (choices) => makeAnew({ choices }) : undefined}
          pending={again.isPending}
        />
        <PlanPeers plan={plan} />
      </div>
      {asked === undefined ? null : (
        <ConfirmDialog
          title={`${DEEDS[asked].label}: ${plan.hostName}`}
          consequence={DEEDS[asked].consequence(plan)}
          confirmLabel={DEEDS[asked].label}
          danger={DEEDS[asked].danger}
          pending={act.isPending}
          error={act.error === null ? undefined : errorSentence(act.error)}
          onConfirm={() => act.mutate({ id: plan.id, version: plan.version, deed: asked }, { onSuccess: close })}
          onClose={close}
        />
      )}
    </>
  );
}

const situationOf = (plan: Plan) => ({
  state: plan.state,
  blocked: plan.document.items.filter(isBlocked).length,
  moving: plan.progress.filter((each) => each.state === 'running').length,
});

/** What to know before the rows are read. */
function Standing({ plan }: { readonly plan: Plan }) {
  const { document, difference, state } = plan;
  const blocked = document.items.filter(isBlocked);
  return (
    <div className="mb-4 grid gap-2">
      {plan.halted === null ? null : <Banner kind="warning">It stands still. {plan.halted}</Banner>}
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
        <Progress value={plan.done / plan.total} label={`Domains of ${plan.hostName}`} />
      ) : null}
      <p className="text-sm text-muted">
        {state === 'draft' ? totalsWords(plan) : `${progressWords(plan)}.`}
        {plan.reason === null ? '' : ` Reason: ${plan.reason}`}
      </p>
    </div>
  );
}

/** @example '4 domains, 2 at once; 1.2 GiB to copy, about 2 min (2 min if moves at once do not slow each other, 4 min if they share one link).' */
function totalsWords({ document: { items, bytes, durationMs, unforetold }, atOnce, total }: Plan): string {
  const left = items.length - total;
  return [
    `${total === 1 ? 'One domain' : `${total} domains`}, ${atOnce} at once`,
    ...(left === 0 ? [] : [`, ${left} ${left === 1 ? 'stays' : 'stay'}`]),
    ...(bytes === 0 ? [] : [`; ${formatBytes(bytes)} to copy`]),
    ...(durationMs === null
      ? []
      : [
          `, about ${formatDuration(durationMs.value)} (${formatDuration(durationMs.low)} if moves at once do not slow each other, ${formatDuration(durationMs.high)} if they share one link)`,
        ]),
    unforetold === 0
      ? '.'
      : `. Of ${unforetold} ${unforetold === 1 ? 'move' : 'moves'} nobody can foretell how long it takes.`,
  ].join('');
}
