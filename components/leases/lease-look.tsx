import {
  CalendarCheck,
  CircleAlert,
  CircleCheck,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  MessageCircleQuestion,
  Trash2,
  Undo2,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { formatStretch } from '@/components/ui/format-age';
import type { Tone } from '@/components/ui/tone';
import type { Lease, LeaseDetail, LeaseTerms } from '@/lib/contracts/leases';
import { LEASE_ENDING_WORDS } from '@/lib/domain/lease-ending';
import { RUN_STEP_WORDS } from '@/lib/domain/site-run';
import { LEASE_STATE_WORDS, type LeaseOutcome, type LeaseState } from '@/lib/domain/lease';

const LOOKS: Record<LeaseState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  asked: { tone: 'accent', icon: Clock },
  'asked-back': { tone: 'paused', icon: MessageCircleQuestion },
  approved: { tone: 'accent', icon: CalendarCheck },
  preparing: { tone: 'moving', icon: LoaderCircle },
  active: { tone: 'running', icon: CircleCheck },
  ending: { tone: 'moving', icon: Trash2 },
  'not-clean': { tone: 'trouble', icon: CircleAlert },
  ended: { tone: 'off', icon: CircleCheck },
  rejected: { tone: 'off', icon: CircleX },
  withdrawn: { tone: 'off', icon: Undo2 },
};
/** The colour of a bar; its word stands beside it. */
export const toneOf = (state: LeaseState): Tone => LOOKS[state].tone;
const BAD: Partial<Record<LeaseOutcome, string>> = { failed: 'could not be made', 'not-clean': 'ended, not clean' };

/** How a lease stands. */
export function LeaseBadge({
  lease: { state, outcome, ending },
  plain,
}: {
  readonly lease: Pick<Lease, 'state' | 'outcome' | 'ending'>;
  readonly plain?: boolean;
}) {
  const bad = outcome === null ? undefined : BAD[outcome];
  const { tone, icon } = bad === undefined ? LOOKS[state] : LOOKS['not-clean'];
  const toEnd = ending && (state === 'approved' || state === 'preparing' || state === 'active');
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {bad ?? (toEnd ? LEASE_STATE_WORDS.ending : LEASE_STATE_WORDS[state])}
    </Badge>
  );
}

/** @example endingWords({ atEnd: 'destroy', keepDays: null }) // 'its disks are destroyed' */
export const endingWords = ({ atEnd, keepDays }: Pick<Lease, 'atEnd' | 'keepDays'>): string =>
  keepDays === null
    ? LEASE_ENDING_WORDS[atEnd]
    : `${LEASE_ENDING_WORDS[atEnd]}; copies are kept for ${keepDays} day${keepDays === 1 ? '' : 's'}`;

/** Named beside the count; a lease of sixteen domains makes several at once. */
const UNDER_WAY_SHOWN = 3;

/** @example '4 of 7 steps done. wn-2 waits until it is up, a network under way' */
export function progressWords({ steps, done, underWay }: NonNullable<LeaseDetail['progress']>): string {
  const shown = underWay
    .slice(0, UNDER_WAY_SHOWN)
    .map(({ domainName, state }) => `${domainName ?? 'a network'} ${RUN_STEP_WORDS[state]}`);
  const more = underWay.length > shown.length ? [`${underWay.length - shown.length} more`] : [];
  return [`${done} of ${steps} steps done`, [...shown, ...more].join(', ')].filter(Boolean).join('. ');
}

/** In the reader's own style and time. */
export const timeWords = ({ startsAt, endsAt }: Pick<LeaseTerms, 'startsAt' | 'endsAt'>): string =>
  formatStretch(startsAt, endsAt);
/** Beside what is typed as a time. */
export const zoneWords = (): string => `By your clock, ${new Intl.DateTimeFormat().resolvedOptions().timeZone}.`;

/** What it was given; until that is decided what was asked. */
export const termsOf = ({ approved, asked }: Pick<Lease, 'approved' | 'asked'>): LeaseTerms => approved ?? asked;
