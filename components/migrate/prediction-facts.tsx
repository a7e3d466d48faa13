import { Info } from 'lucide-react';
import { formatBytes } from '@/lib/utils/units';
import { formatDuration } from '@/lib/utils/time';
import type { MigrationPrediction } from '@/lib/contracts/migrations';

/** What is foretold. Outlined, so that it is never taken for something measured. */
export function PredictionFacts({ prediction }: { prediction: MigrationPrediction | null }) {
  if (prediction === null) {
    return <p className="text-sm text-muted">Nothing can be foretold for this pair of hosts.</p>;
  }
  const facts = [
    { term: 'Duration', value: range(prediction.durationMs) },
    { term: 'Downtime', value: range(prediction.downtimeMs) },
    { term: 'To copy', value: prediction.bytes === null ? undefined : `about ${formatBytes(prediction.bytes)}` },
    { term: 'Rounds', value: prediction.rounds === null ? undefined : `about ${prediction.rounds}` },
  ];
  return (
    <div>
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {facts.map((fact) => (
          <div key={fact.term} className="rounded-md border border-dashed border-edge px-2.5 py-1.5">
            <dt className="text-xs text-muted">{fact.term}, predicted</dt>
            <dd className="text-sm font-medium">{fact.value ?? <span className="text-faint">not known</span>}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 flex items-start gap-1.5 text-xs text-muted">
        <Info aria-hidden className="mt-px size-3.5 shrink-0" />
        {prediction.basis}
      </p>
    </div>
  );
}

function range(estimate: MigrationPrediction['durationMs']): string | undefined {
  if (estimate === null) return undefined;
  const { value, low, high } = estimate;
  const middle = formatDuration(value);
  return low === high ? middle : `${middle} (${formatDuration(low)} to ${formatDuration(high)})`;
}
