import { CircleCheck, CircleX, Clock, LoaderCircle, type LucideIcon, MinusCircle, OctagonX } from 'lucide-react';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Duration, Memory } from '@/components/ui/figures';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import type { Tone } from '@/components/ui/tone';
import type { PlannedDomain, PlanObstacle } from '@/lib/contracts/drain-document';
import type { DrainPlan, PlanProgress } from '@/lib/contracts/plans';
import type { JobStage } from '@/lib/domain/batch';
import { deedWords, DRAIN_STRATEGY_WORDS, isBlocked } from '@/lib/domain/drain';
import { type PlanItemState } from '@/lib/domain/plan';
import { pages } from '@/lib/utils/paths';
import { choose, type DrainDraft } from './drain-draft';
import { JobsLeft } from './jobs-left';

/** Each domain in the order in which it goes; what is blocked comes first. */
export function PlannedDomains({
  plan,
  draft,
  onDraft,
}: {
  readonly plan: DrainPlan;
  readonly draft: DrainDraft;
  /** Undefined: nothing can be chosen now. */
  readonly onDraft: ((draft: DrainDraft) => void) | undefined;
}) {
  const { items } = plan.document;
  const progress = new Map(plan.progress.map((each) => [each.domainId, each]));
  const homeward = plan.progress.some(({ homeState }) => homeState !== null);
  const ordered = [...items.filter(isBlocked), ...items.filter((item) => !isBlocked(item))];
  // A document that was made on the way knows nothing any more of those that are gone.
  const gone = plan.progress.filter(
    ({ domainId, state }) => state === 'done' && !items.some((item) => item.domainId === domainId),
  );
  return (
    <section aria-label="Domains">
      <h2 className="mb-2 text-base font-semibold">Domains</h2>
      {gone.length === 0 || homeward ? null : (
        <p className="mb-2 text-sm text-muted">Gone before: {gone.map(({ domainName }) => domainName).join(', ')}.</p>
      )}
      {onDraft === undefined ? null : (
        <ChoiceOfMany items={ordered.filter(mayChoose(progress))} draft={draft} onDraft={onDraft} />
      )}
      {ordered.length === 0 ? (
        <p className="text-sm text-muted">There is no domain on this host.</p>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {ordered.map((item) => (
            <li key={item.domainId} className="grid gap-x-6 gap-y-1 py-3 text-sm md:grid-cols-[minmax(0,1fr)_auto]">
              <div className="min-w-0">
                <PlannedFacts item={item} progress={progress.get(item.domainId)} homeward={homeward} />
                <JobsLeft plan={plan} progress={progress.get(item.domainId)} />
              </div>
              {onDraft === undefined || !mayChoose(progress)(item) ? null : (
                <ChoiceOf item={item} draft={draft} onDraft={onDraft} />
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What is off stays, and what is done or under way is chosen no more. */
const mayChoose =
  (progress: ReadonlyMap<string, PlanProgress>) =>
  ({ domainId, active }: PlannedDomain): boolean => {
    const { state, jobs } = progress.get(domainId) ?? {};
    return active && state !== 'done' && (state !== 'running' || jobs !== null);
  };

/** What becomes of one domain, where, why there and why not elsewhere. */
export function PlannedFacts({
  item,
  progress,
  homeward = false,
}: {
  readonly item: PlannedDomain;
  readonly progress?: PlanProgress | undefined;
  readonly homeward?: boolean;
}) {
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2">
        <TextLink href={pages.domain(item.domainId)} className="font-medium">
          {item.domainName}
        </TextLink>
        <span className="text-xs text-muted">
          {[...item.roles, ...(item.vo === null ? [] : [item.vo])].join(', ')} <Memory kib={item.memoryKiB} />
        </span>
        {isBlocked(item) ? (
          <Badge tone="trouble" icon={OctagonX}>
            blocked
          </Badge>
        ) : null}
        <ProgressBadge progress={progress} homeward={homeward} />
      </div>
      <p>
        {deedWords(item)}
        {item.strategy === 'migrate' && item.targetHostName === null ? ', but no host takes it' : ''}
      </p>
      <p className="text-xs text-muted">{item.why}</p>
      {/* Said of the moment of planning; on the way the badge says how it is now. */}
      {item.jobs === null || progress !== undefined ? null : (
        <p className="text-xs">
          {item.jobs.words} <span className="text-muted">So says the {item.jobs.system}.</span>
        </p>
      )}
      <Obstacles obstacles={item.blockers} tone="text-trouble" />
      <Obstacles obstacles={item.cautions} tone="text-paused" />
      {item.oneWay === null || homeward ? null : (
        <p className="mt-1 text-xs">
          <span className="text-paused">It cannot come home from there.</span>{' '}
          <span className="text-muted">{item.oneWay}</span>
        </p>
      )}
      <Foretold item={item} />
      <Others item={item} />
    </div>
  );
}

export function Obstacles({ obstacles, tone }: { readonly obstacles: readonly PlanObstacle[]; readonly tone: string }) {
  if (obstacles.length === 0) return null;
  return (
    <ul className="mt-1 grid gap-0.5 text-xs">
      {obstacles.map(({ sentence, remedy, hosts }) => (
        <li key={sentence}>
          <span className={tone}>{sentence}</span>{' '}
          <span className="text-muted">
            {hosts === null || hosts === 1 ? '' : `So say ${hosts} hosts. `}
            {remedy}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Foretold({ item: { prediction } }: { readonly item: Pick<PlannedDomain, 'prediction'> }) {
  if (prediction === null || prediction.durationMs === null) return null;
  return (
    <p className="text-xs text-muted" title={prediction.basis}>
      Foretold: <Duration ms={prediction.durationMs.value} />
      {prediction.downtimeMs === null ? null : (
        <>
          , standing still for <Duration ms={prediction.downtimeMs.value} />
        </>
      )}
    </p>
  );
}

/** Why not the others: how many gave each reason, and the next three by name. */
function Others({ item: { counts, notChosen } }: { readonly item: PlannedDomain }) {
  if (counts === null || notChosen.length === 0) return null;
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit rounded-sm text-muted">
        Why not another host ({counts.able} of {counts.looked} could take it)
      </summary>
      <ul className="mt-1 grid gap-0.5 pl-4">
        {notChosen.map(({ hostName, able, words }) => (
          <li key={hostName}>
            <span className="font-medium">{hostName}</span>{' '}
            <span className="text-muted">{able ? `could take it, second to the one chosen: ${words}` : words}</span>
          </li>
        ))}
      </ul>
      {counts.reasons.length === 0 ? null : (
        <p className="mt-1 pl-4 text-muted">
          Of all: {counts.reasons.map(({ words, hosts }) => `${words} (${hosts})`).join(', ')}.
        </p>
      )}
    </details>
  );
}

const LOOKS: Record<PlanItemState, { readonly tone: Tone; readonly icon: LucideIcon; readonly words: string }> = {
  waiting: { tone: 'neutral', icon: Clock, words: 'waits' },
  running: { tone: 'moving', icon: LoaderCircle, words: 'under way' },
  done: { tone: 'running', icon: CircleCheck, words: 'done' },
  failed: { tone: 'trouble', icon: CircleX, words: 'failed' },
  left: { tone: 'off', icon: MinusCircle, words: 'stays' },
};

const STAGE_WORDS: Record<JobStage, string> = {
  closing: 'closes its slots',
  emptying: 'waits for its jobs',
  empty: 'waits for its turn',
  limit: 'jobs are left',
};

export function ProgressBadge({
  progress,
  homeward,
}: {
  readonly progress: PlanProgress | undefined;
  readonly homeward: boolean;
}) {
  if (progress === undefined) return null;
  const home = homeward && progress.homeState !== null;
  const state = home ? progress.homeState : progress.state;
  if (state === null) return null;
  const words = home ? progress.homeWords : progress.words;
  const operation = home ? progress.homeOperationId : progress.operationId;
  const look = LOOKS[state];
  const stage = home ? undefined : progress.jobs?.stage;
  return (
    <>
      <Badge tone={look.tone} icon={look.icon}>
        {home && state === 'done' ? 'home' : stage === undefined ? look.words : STAGE_WORDS[stage]}
      </Badge>
      {operation === null ? null : (
        <span className="text-xs">
          <InlineLink href={pages.operation(operation)}>its operation</InlineLink>
        </span>
      )}
      {words === null ? null : <span className="text-xs text-muted">{words}</span>}
      {stage !== 'emptying' || progress.jobs === null ? null : (
        <span className="text-xs text-muted">
          <Age at={progress.jobs.untilAt} prefix="The limit passes" />
        </span>
      )}
    </>
  );
}

const WAYS = [
  { value: 'migrate', label: 'Migrate live', choice: { strategy: 'migrate', live: true, copyStorage: false } },
  {
    value: 'stop-and-copy',
    label: 'Migrate by stop and copy',
    choice: { strategy: 'migrate', live: false, copyStorage: false },
  },
  {
    value: 'with-disks',
    label: 'Migrate with its disks',
    choice: { strategy: 'migrate', live: true, copyStorage: true },
  },
  { value: 'stop', label: DRAIN_STRATEGY_WORDS.stop, choice: { strategy: 'stop' } },
  {
    value: 'stop-and-restart',
    label: DRAIN_STRATEGY_WORDS['stop-and-restart'],
    choice: { strategy: 'stop-and-restart' },
  },
  { value: 'leave', label: DRAIN_STRATEGY_WORDS.leave, choice: { strategy: 'leave' } },
] as const;
const wayOf = ({ strategy, live, copyStorage }: PlannedDomain): (typeof WAYS)[number]['value'] =>
  strategy !== 'migrate' ? strategy : copyStorage ? 'with-disks' : live ? 'migrate' : 'stop-and-copy';

type Way = (typeof WAYS)[number];
const OPTIONS = WAYS.map(({ value, label }) => ({ value, label }));
const chosenOf = (item: PlannedDomain, way: Way) => ({
  choice: { domainId: item.domainId, ...way.choice },
  asPlanned: way.value === wayOf(item),
});
/** The way that a choice of a draft means. */
const wayChosen = ({ strategy, live, copyStorage }: DrainPlan['choices'][number]): Way['value'] | undefined =>
  WAYS.find(
    ({ choice }) =>
      choice.strategy === strategy &&
      (!('live' in choice) || (choice.live === live && choice.copyStorage === copyStorage)),
  )?.value;

/** What becomes of one domain, as it is to be planned next. */
function ChoiceOf({
  item,
  draft,
  onDraft,
}: {
  readonly item: PlannedDomain;
  readonly draft: DrainDraft;
  readonly onDraft: (draft: DrainDraft) => void;
}) {
  const chosen = draft.choices.get(item.domainId);
  return (
    <span className="grid w-full content-start gap-1 md:w-72">
      <Select
        aria-label={`What becomes of ${item.domainName}`}
        className="w-full [&_select]:w-full"
        options={OPTIONS}
        value={(chosen === undefined ? undefined : wayChosen(chosen)) ?? wayOf(item)}
        onValueChange={(value) => {
          const way = WAYS.find((each) => each.value === value);
          if (way !== undefined) onDraft(choose(draft, [chosenOf(item, way)]));
        }}
      />
      {chosen === undefined ? null : <span className="text-xs text-muted">Not planned yet.</span>}
    </span>
  );
}

/** Fewer are chosen one by one. */
const MANY = 2;

/** The same for all of a kind, where there are several. */
function ChoiceOfMany({
  items,
  draft,
  onDraft,
}: {
  readonly items: readonly PlannedDomain[];
  readonly draft: DrainDraft;
  readonly onDraft: (draft: DrainDraft) => void;
}) {
  const kinds = [
    { label: 'All that are blocked', of: items.filter(isBlocked) },
    { label: 'All worker nodes', of: items.filter(({ roles }) => roles.includes('WN')) },
  ].filter(({ of }) => of.length >= MANY);
  if (kinds.length === 0) return null;
  return (
    <div className="mb-3 flex flex-wrap gap-4">
      {kinds.map(({ label, of }) => (
        <Field key={label} label={`${label} (${of.length})`} className="w-full md:w-72">
          {(control) => (
            <Select
              {...control}
              className="w-full [&_select]:w-full"
              options={[{ value: '', label: 'Choose for all of them…' }, ...OPTIONS]}
              value=""
              onValueChange={(value) => {
                const way = WAYS.find((each) => each.value === value);
                if (way !== undefined)
                  onDraft(
                    choose(
                      draft,
                      of.map((item) => chosenOf(item, way)),
                    ),
                  );
              }}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
