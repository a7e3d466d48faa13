import type { MigrationPrediction } from '@/lib/contracts/migrations';
import { formatDuration } from '@/lib/utils/time';
import { Dash } from '@/components/ui/dash';
import { cn } from '@/components/ui/cn';

type Estimate = MigrationPrediction['durationMs'];

/** A figure foretold: dashed outline and "about", so that nobody takes it for a measurement. The range on hover. */
export function PredictedDuration({
  estimate,
  className,
}: {
  readonly estimate: Estimate;
  readonly className?: string;
}) {
  if (estimate === null) return <Dash />;
  const range = `between ${formatDuration(estimate.low)} and ${formatDuration(estimate.high)}`;
  return (
    <span
      title={`Predicted, ${range}`}
      className={cn(
        'inline-block rounded-sm border border-dashed border-edge px-1.5 text-xs leading-5 whitespace-nowrap text-muted tabular-nums',
        className,
      )}
    >
      about {formatDuration(estimate.value)}
      <span className="sr-only">, predicted {range}</span>
    </span>
  );
}
