import { Button } from '@/components/ui/button';
import type { DrainPlan } from '@/lib/contracts/plans';
import { isBlocked, isStopped } from '@/lib/domain/drain';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { type DrainDraft, draftSize, NO_DRAFT } from './drain-draft';
import { JobWait } from './job-wait';
import { foretoldWords, someOf } from './plan-look';
import { PlanPeers } from './plan-peers';
import { PlannedDomains } from './planned-domains';

/** What a drain does with each domain, and what it does to the hosts that take them. */
export function DrainParts({
  plan,
  draft,
  onDraft,
  onPlan,
  pending,
}: {
  readonly plan: DrainPlan;
  readonly draft: DrainDraft;
  /** Undefined: nothing can be chosen now. */
  readonly onDraft: ((draft: DrainDraft) => void) | undefined;
  readonly onPlan: () => void;
  readonly pending: boolean;
}) {
  const size = draftSize(draft);
  return (
    <>
      <JobWait
        plan={plan}
        minutes={draft.jobWaitMinutes ?? plan.jobWaitMinutes}
        onChoose={
          onDraft === undefined
            ? undefined
            : (minutes) => onDraft({ ...draft, jobWaitMinutes: minutes === plan.jobWaitMinutes ? undefined : minutes })
        }
      />
      <PlannedDomains plan={plan} draft={draft} onDraft={onDraft} />
      {size === 0 || onDraft === undefined ? null : (
        <section
          aria-label="Choices that are not planned yet"
          className="sticky bottom-0 -mt-4 flex flex-wrap items-center gap-3 border-t border-line bg-surface py-3 text-sm"
        >
          <output>
            {size === 1 ? 'One choice is' : `${size} choices are`} not planned yet: what stands above is as before.
          </output>
          <Button variant="primary" pending={pending} onClick={onPlan}>
            Plan with {size === 1 ? 'it' : 'them'}
          </Button>
          <Button onClick={() => onDraft(NO_DRAFT)}>Discard</Button>
        </section>
      )}
      <PlanPeers plan={plan} />
    </>
  );
}

/** @example '4 domains, 2 at once, wn-09 left running; 1.2 GiB to copy, about 2 min for the moves (…). Not in it: 3 that are shut down.' */
export function drainTotals({
  document: { items, ...figures },
  atOnce,
  total,
  leftRunning,
  jobWaitMinutes,
}: DrainPlan): string {
  const off = items.filter(({ strategy, active }) => strategy === 'leave' && !active).length;
  const blocked = items.filter(isBlocked).length;
  const stopped = items.filter((item) => !isBlocked(item) && isStopped(item.strategy));
  const withJobs = stopped.some(({ jobs }) => jobs !== null);
  const besides = [
    ...(stopped.length === 0
      ? []
      : [
          `${stopped.length} that ${stopped.length === 1 ? 'is' : 'are'} shut down${withJobs ? `, for whose jobs up to ${formatDuration(jobWaitMinutes * MINUTE_MS)} are waited` : ''}`,
        ]),
    ...(blocked === 0 ? [] : [`${blocked} that ${blocked === 1 ? 'is' : 'are'} blocked`]),
  ];
  return [
    `${total === 1 ? 'One domain' : `${total} domains`}, ${atOnce} at once`,
    ...(leftRunning.length === 0 ? [] : [`, ${someOf(leftRunning)} left running`]),
    ...(off === 0 ? [] : [`, ${off} off ${off === 1 ? 'stays' : 'stay'} defined here`]),
    foretoldWords(
      figures,
      besides.length === 0 || figures.durationMs === null ? '' : `. Not in it: ${besides.join('; ')}`,
    ),
  ].join('');
}
