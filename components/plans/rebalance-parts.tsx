import { Scale } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import type { RebalancePlan, Replan } from '@/lib/contracts/plans';
import { formatSpread, SPREAD_SENTENCE } from '@/lib/domain/rebalance';
import { formatPercent } from '@/components/ui/figures';
import { LevelledHosts } from './levelled-hosts';
import { foretoldWords } from './plan-look';
import { PlannedMoves } from './planned-moves';

/** What a rebalance moves, why, and how its hosts are used before and after. */
export function RebalanceParts({
  plan,
  onReplan,
  pending,
}: {
  readonly plan: RebalancePlan;
  /** Undefined: nothing can be struck out now. */
  readonly onReplan: ((body: Replan) => void) | undefined;
  readonly pending: boolean;
}) {
  const { nothing } = plan.document;
  return (
    <>
      <SpreadFacts plan={plan} />
      {nothing === null ? null : plan.progress.length > 0 ? (
        <p className="text-sm">Nothing more to do. {nothing}</p>
      ) : (
        <EmptyState icon={Scale} title="Nothing to do">
          {nothing}
        </EmptyState>
      )}
      <PlannedMoves
        plan={plan}
        onStrike={onReplan === undefined ? undefined : (struck) => onReplan({ struck })}
        pending={pending}
      />
      <LevelledHosts plan={plan} />
      <Stays plan={plan} />
    </>
  );
}

function SpreadFacts({ plan: { document, wish, state } }: { readonly plan: RebalancePlan }) {
  const { spreadBefore, spreadAfter, spreadReached, moves, cutShort, lossChecked, isolation } = document;
  const less = spreadBefore > 0 ? 1 - spreadAfter / spreadBefore : 0;
  return (
    <section aria-label="Spread">
      <p className="text-base tabular-nums">
        Spread <strong className="font-semibold">{formatSpread(spreadBefore)}</strong>{' '}
        {state === 'draft' ? 'now' : 'when it was planned'}
        {moves.length === 0 ? '.' : null}
        {moves.length === 0 ? null : (
          <>
            , <strong className="font-semibold">{formatSpread(spreadAfter)}</strong> foretold afterwards (
            {formatPercent(Math.abs(less))} {less < 0 ? 'more' : 'less'}).
          </>
        )}
        {spreadReached === null ? null : (
          <>
            {' '}
            Reached: <strong className="font-semibold">{formatSpread(spreadReached)}</strong>, when the last had moved.
          </>
        )}
      </p>
      <p className="max-w-3xl text-xs text-muted">
        {SPREAD_SENTENCE}{' '}
        {wish.keepsNPlusOne && lossChecked
          ? 'A host whose loss the others could take up can still be lost when all have moved.'
          : ''}
        {wish.keepsNPlusOne && !lossChecked
          ? 'There are so many hosts and domains that it was not asked whether each could still be lost.'
          : ''}
        {isolation.map((sentence) => ` ${sentence}`).join('')}
        {cutShort && moves.length > 0
          ? ' The search was cut short at its bounds: another plan made afterwards may find more.'
          : ''}
      </p>
    </section>
  );
}

/** Domains that may not be moved, by reason; those that are off are not looked at. */
function Stays({ plan: { document } }: { readonly plan: RebalancePlan }) {
  const count = document.stays.reduce((sum, { domains }) => sum + domains, 0);
  if (count === 0) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm text-muted">
        {count === 1 ? 'One domain that is not off may' : `${count} domains that are not off may`} not be moved
      </summary>
      <ul className="mt-1 grid gap-1 pl-4">
        {document.stays.map(({ code, sentence, domains, names }) => (
          <li key={code}>
            <span>{sentence}</span>{' '}
            {domains === 1 ? null : (
              <span className="text-muted">
                The same of {domains} in all: {names.join(', ')}
                {domains > names.length ? ' and others' : ''}.
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** @example '5 moves, 4 at once; 3 GiB to copy, about 1 min (…).' */
export function rebalanceTotals({ document, atOnce }: RebalancePlan): string {
  const { moves } = document;
  if (moves.length === 0) return 'No moves are recommended.';
  return `${moves.length === 1 ? 'One move' : `${moves.length} moves, at most ${atOnce} at once`}${foretoldWords(document)}`;
}
