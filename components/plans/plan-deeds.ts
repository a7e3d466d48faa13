/** What may be asked of a plan, as its page says it. */
import type { DrainPlan, Plan, RebalancePlan, WhatIfPlan } from '@/lib/contracts/plans';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { type DrainStrategy, waitsForWorkers } from '@/lib/domain/drain';
import { someOf } from './plan-look';
import { type PlanDeed, type PlanKind, scopeWords } from '@/lib/domain/plan';

export type Deed = Exclude<PlanDeed, 'replan'>;
interface Words {
  readonly label: string;
  /** Of the question that is asked first. */
  readonly subject: string;
  readonly consequence: string;
  readonly danger?: true;
}

/** What is offered in each state, the likeliest first. */
export const OFFERED: Record<PlanKind, Record<Plan['state'], readonly Deed[]>> = {
  drain: {
    draft: ['approve', 'cancel'],
    running: ['pause', 'cancel'],
    paused: ['resume', 'return', 'cancel'],
    drained: ['return', 'cancel'],
    cancelled: ['return'],
    returning: [],
    returned: [],
    rebalanced: [],
    answered: [],
  },
  // Nothing is done by it in any state, so nothing is offered.
  'what-if': {
    draft: [],
    running: [],
    paused: [],
    drained: [],
    cancelled: [],
    returning: [],
    returned: [],
    rebalanced: [],
    answered: [],
  },
  rebalance: {
    draft: ['approve', 'cancel'],
    running: ['pause', 'cancel'],
    paused: ['resume', 'cancel'],
    drained: [],
    cancelled: [],
    returning: [],
    returned: [],
    rebalanced: [],
    answered: [],
  },
};

export const deedWords = (deed: Deed, plan: Exclude<Plan, WhatIfPlan>): Words =>
  plan.kind === 'drain' ? drainWords(deed, plan) : rebalanceWords(deed, plan);

const PAUSE = 'What is under way ends; nothing more is begun until somebody resumes it.';
const RESUME = 'It goes on by your account. What has failed is tried again.';

function drainWords(deed: Deed, plan: DrainPlan): Words {
  const { hostName, atOnce } = plan;
  const subject = hostName;
  switch (deed) {
    case 'approve':
      return {
        label: 'Approve and drain',
        subject,
        consequence: `${hostName} goes into maintenance. By your account, ${atOnce} at once: ${actWords(plan)}.${waitWords(plan)} It can be paused and cancelled on the way, and its domains can come home afterwards${homeWords(plan)}.`,
      };
    case 'pause':
      return {
        label: 'Pause',
        subject,
        consequence:
          plan.waitsFor === null
            ? PAUSE
            : `${PAUSE} Slots that are closed stay closed, and the time for which jobs are waited for goes on.`,
      };
    case 'resume':
      return { label: 'Resume', subject, consequence: RESUME };
    case 'cancel':
      if (plan.state === 'drained')
        return {
          label: 'Leave them there',
          subject,
          consequence: `${someOf(plan.blocked)} ${plan.blocked.length === 1 ? 'stays where it is' : 'stay where they are'}, and the plan ends.`,
        };
      return {
        label: 'Cancel plan',
        subject,
        consequence: `Nothing more is begun, what waits in a queue is taken back, what is under way ends; slots that it closed are opened where their worker node runs. ${hostName} stays in maintenance if it is; its domains can be sent home then.`,
        danger: true,
      };
    case 'return':
      return {
        label: 'Return home',
        subject,
        consequence: `The maintenance of ${hostName} ends. What the plan moved comes back by live migration, what it shut down for the while is started. Domains that were moved on since stay where they are.`,
      };
  }
}

const counted = (names: readonly string[], one: string, many: string): string[] =>
  names.length === 0 ? [] : [names.length === 1 ? `${names[0] ?? ''} ${one}` : `${names.length} domains ${many}`];

/** @example actWords(plan) // '2 domains are migrated, se-01 is shut down, and wn-03 runs on: the host is not empty with it' */
export function actWords({ document: { items } }: Pick<DrainPlan, 'document'>): string {
  const of = (...strategies: readonly DrainStrategy[]): readonly string[] =>
    items.filter(({ strategy }) => strategies.includes(strategy)).map(({ domainName }) => domainName);
  const heads = items.filter((item) => waitsForWorkers(item, items)).map(({ domainName }) => domainName);
  const parts = [
    ...counted(of('migrate'), 'is migrated', 'are migrated'),
    ...counted(of('stop-and-restart'), 'is shut down until the host is back', 'are shut down until the host is back'),
    ...counted(of('stop'), 'is shut down', 'are shut down'),
  ];
  const running = items.filter(({ strategy, active }) => strategy === 'leave' && active);
  const left =
    running.length === 0
      ? ''
      : `; ${someOf(running.map(({ domainName }) => domainName))} ${running.length === 1 ? 'runs' : 'run'} on here, so the host is not empty then`;
  const last = heads.length === 0 ? '' : ` (${someOf(heads)} after the worker nodes)`;
  return `${parts.length === 0 ? 'nothing is moved or shut down' : parts.join(', ')}${last}${left}`;
}

/** Of those that could not come back: goes on “can come home afterwards”. */
function homeWords({ document: { items } }: DrainPlan): string {
  const away = items.filter(({ oneWay }) => oneWay !== null).map(({ domainName }) => domainName);
  return away.length === 0 ? '' : `, but for ${someOf(away)}, which the plan says cannot come back`;
}

/** Where worker nodes are to be emptied: what whoever approves binds themselves to. */
function waitWords({ document, jobWaitMinutes }: DrainPlan): string {
  const nodes = document.items.filter(({ jobs, strategy }) => jobs !== null && strategy !== 'migrate').length;
  if (nodes === 0) return '';
  const whose = nodes === 1 ? 'One worker node takes' : `${nodes} worker nodes take`;
  return ` ${whose} no jobs from then on and ${nodes === 1 ? 'is' : 'are'} shut down when those that run have ended; after ${formatDuration(jobWaitMinutes * MINUTE_MS)} somebody is asked.`;
}

function rebalanceWords(deed: Deed, { hostClass, document: { moves }, atOnce }: RebalancePlan): Words {
  const subject = scopeWords(hostClass);
  switch (deed) {
    case 'approve':
      return {
        label: 'Approve and rebalance',
        subject,
        consequence: `${moves.length === 1 ? 'One domain is' : `${moves.length} domains are`} moved live, at most ${atOnce} at once, by your account. It can be paused and cancelled on the way; what was moved stays where it is then. A drain that is approved meanwhile makes it pause.`,
      };
    case 'resume':
      return { label: 'Resume', subject, consequence: RESUME };
    case 'cancel':
      return {
        label: 'Cancel plan',
        subject,
        consequence:
          'Nothing more is begun, what waits in a queue is taken back, what is under way ends. What was moved stays where it is.',
        danger: true,
      };
    default:
      return { label: 'Pause', subject, consequence: PAUSE };
  }
}
