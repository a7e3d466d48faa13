/** What may be asked of a plan, as its page says it. */
import type { DrainPlan, Plan, RebalancePlan, WhatIfPlan } from '@/lib/contracts/plans';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
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
    drained: ['return'],
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
  const { hostName, total, atOnce } = plan;
  const subject = hostName;
  switch (deed) {
    case 'approve':
      return {
        label: 'Approve and drain',
        subject,
        consequence: `${hostName} goes into maintenance, and something is done with ${total === 1 ? 'one domain' : `${total} domains`}, ${atOnce} at once, by your account.${waitWords(plan)} It can be paused and cancelled on the way, and its domains can come home afterwards.`,
      };
    case 'pause':
      return { label: 'Pause', subject, consequence: PAUSE };
    case 'resume':
      return { label: 'Resume', subject, consequence: RESUME };
    case 'cancel':
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
