import { Button } from '@/components/ui/button';
import { Bytes, Memory } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { PlannedMove, RebalancePlan } from '@/lib/contracts/plans';
import { roleLabel } from '@/lib/domain/domain';
import { groupBy } from '@/lib/utils/group-by';
import { pages } from '@/lib/utils/paths';
import { Foretold, Obstacles, ProgressBadge } from './planned-domains';

const BUSY = 'It is being planned again.';

/** The moves in their order; those that run at the same time stand together. */
export function PlannedMoves({
  plan,
  onStrike,
  pending,
}: {
  readonly plan: RebalancePlan;
  /** Given all that are struck out then. Undefined: nothing can be struck out now. */
  readonly onStrike: ((struck: RebalancePlan['wish']['struck']) => void) | undefined;
  readonly pending: boolean;
}) {
  const { moves } = plan.document;
  const { struck } = plan.wish;
  const progress = new Map(plan.progress.map((each) => [each.domainId, each]));
  // A document that was made on the way knows nothing any more of those that went before.
  const gone = plan.progress.filter(
    ({ domainId, state }) => state === 'done' && !moves.some((move) => move.domainId === domainId),
  );
  if (moves.length === 0 && struck.length === 0 && gone.length === 0) return null;
  const waves = [...groupBy(moves, ({ wave }) => wave)];
  return (
    <section aria-label="Moves">
      <h2 className="mb-2 text-base font-semibold">Moves</h2>
      {gone.length === 0 ? null : (
        <p className="mb-2 text-sm text-muted">Moved before: {gone.map(({ domainName }) => domainName).join(', ')}.</p>
      )}
      {struck.length === 0 ? null : (
        <p className="mb-2 flex flex-wrap items-center gap-2 text-sm text-muted">
          {struck.length === 1 ? 'One domain is' : `${struck.length} domains are`} struck out and{' '}
          {struck.length === 1 ? 'stays' : 'stay'}.
          {onStrike === undefined ? null : (
            <Button size="sm" disabledReason={pending ? BUSY : undefined} onClick={() => onStrike([])}>
              Take back and plan again
            </Button>
          )}
        </p>
      )}
      <div className="grid gap-4">
        {waves.map(([wave, together]) => (
          <section key={wave} aria-label={`Step ${wave}`}>
            <h3 className="text-sm font-medium text-muted">
              Step {wave} of {waves.length}
              {together.length > 1 ? `: ${together.length} at the same time` : ''}
            </h3>
            <ol className="divide-y divide-line border-y border-line">
              {together.map((move) => (
                <li key={move.domainId} className="grid gap-x-6 gap-y-1 py-3 text-sm md:grid-cols-[minmax(0,1fr)_auto]">
                  <div className="min-w-0">
                    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                      <TextLink href={pages.domain(move.domainId)} className="font-medium">
                        {move.domainName}
                      </TextLink>
                      <span className="text-xs text-muted">
                        {[...move.roles.map(roleLabel), ...(move.vo === null ? [] : [move.vo])].join(', ')}{' '}
                        <Memory kib={move.memoryKiB} />
                      </span>
                      <ProgressBadge progress={progress.get(move.domainId)} homeward={false} />
                    </div>
                    <p>
                      From <TextLink href={pages.host(move.sourceHostId)}>{move.sourceHostName}</TextLink> to{' '}
                      <TextLink href={pages.host(move.targetHostId)}>{move.targetHostName}</TextLink>
                    </p>
                    <p className="text-xs text-muted">{move.why}</p>
                    <Obstacles obstacles={move.cautions} tone="text-paused" />
                    <Foretold item={move} />
                    <ToCopy move={move} />
                  </div>
                  {onStrike === undefined ? null : (
                    <Button
                      size="sm"
                      className="self-start"
                      disabledReason={pending ? BUSY : undefined}
                      aria-label={`Strike out ${move.domainName}`}
                      onClick={() => onStrike([...struck, move.domainId])}
                    >
                      Strike out
                    </Button>
                  )}
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </section>
  );
}

function ToCopy({ move: { prediction } }: { readonly move: PlannedMove }) {
  if (prediction?.bytes === null || prediction?.bytes === undefined) return null;
  return (
    <p className="text-xs text-muted">
      To copy: <Bytes bytes={prediction.bytes} />
    </p>
  );
}
