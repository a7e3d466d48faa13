import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleMinus,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Trash2,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { Campaign, CampaignCell, TestTotals } from '@/lib/contracts/campaigns';
import type { CellOutcome, CellState, TestOutcome } from '@/lib/domain/campaign';

type Look = { readonly tone: Tone; readonly icon: LucideIcon; readonly words: string };

const OUTCOME_LOOKS: Record<CellOutcome, Look> = {
  passed: { tone: 'running', icon: CircleCheck, words: 'passed' },
  failed: { tone: 'trouble', icon: CircleX, words: 'failed' },
  error: { tone: 'trouble', icon: CircleAlert, words: 'no verdict' },
  cancelled: { tone: 'off', icon: Ban, words: 'cancelled' },
};
const STATE_LOOKS: Record<Exclude<CellState, 'done'>, Look> = {
  waiting: { tone: 'neutral', icon: Clock, words: 'waits' },
  creating: { tone: 'moving', icon: LoaderCircle, words: 'domain is made' },
  running: { tone: 'moving', icon: LoaderCircle, words: 'runs' },
  deleting: { tone: 'moving', icon: Trash2, words: 'domain is deleted' },
};
const TEST_LOOKS: Record<TestOutcome, Look> = {
  passed: OUTCOME_LOOKS.passed,
  failed: OUTCOME_LOOKS.failed,
  error: { ...OUTCOME_LOOKS.error, words: 'error' },
  skipped: { tone: 'off', icon: CircleMinus, words: 'skipped' },
};

function LookBadge({
  look: { tone, icon, words },
  plain,
}: {
  readonly look: Look;
  readonly plain?: boolean | undefined;
}) {
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {words}
    </Badge>
  );
}

/** How a campaign stands: its outcome once it has ended. */
export function CampaignBadge({
  campaign,
  plain,
}: {
  readonly campaign: Pick<Campaign, 'state' | 'outcome' | 'cancelling'>;
  readonly plain?: boolean;
}) {
  const { state, outcome, cancelling } = campaign;
  if (state === 'running')
    return (
      <LookBadge plain={plain} look={{ ...STATE_LOOKS.running, words: cancelling ? 'being cancelled' : 'runs' }} />
    );
  return <LookBadge plain={plain} look={OUTCOME_LOOKS[outcome ?? 'error']} />;
}

/** An outcome is known while the domain is still being deleted. */
export function CellBadge({ cell }: { readonly cell: Pick<CampaignCell, 'state' | 'outcome'> }) {
  if (cell.outcome !== null) return <LookBadge look={OUTCOME_LOOKS[cell.outcome]} plain />;
  return cell.state === 'done' ? (
    <LookBadge look={OUTCOME_LOOKS.error} plain />
  ) : (
    <LookBadge look={STATE_LOOKS[cell.state]} plain />
  );
}

export function OutcomeBadge({ outcome }: { readonly outcome: CellOutcome | null }) {
  return outcome === null ? (
    <span className="text-xs text-muted">none</span>
  ) : (
    <LookBadge look={OUTCOME_LOOKS[outcome]} plain />
  );
}

export function TestBadge({ outcome }: { readonly outcome: TestOutcome }) {
  return <LookBadge look={TEST_LOOKS[outcome]} plain />;
}

/** @example testWords({ passed: 3, failed: 1, error: 0, skipped: 0 }) // '1 of 4 failed' */
export function testWords({ passed, failed, error, skipped }: TestTotals): string | null {
  const all = passed + failed + error + skipped;
  if (all === 0) return null;
  const bad = failed + error;
  const left = skipped === 0 ? '' : `, ${skipped} skipped`;
  return bad === 0 ? `${passed} passed${left}` : `${bad} of ${all} failed${left}`;
}
