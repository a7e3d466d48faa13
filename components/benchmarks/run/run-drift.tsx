import { InlineLink } from '@/components/ui/text-link';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { pages } from '@/lib/utils/paths';
import { DriftBadge } from '../drift-look';

/** How the run stood to what its host was declared to do when it ended. Nothing where it was not judged yet. */
export function RunDrift({ run }: { readonly run: Pick<BenchmarkRunDetail, 'drift' | 'standing'> }) {
  if (run.drift.length === 0) return null;
  return (
    <section aria-label="Against the declared figure">
      <h2 className="mb-2 text-base font-semibold">Against the declared figure</h2>
      <ul className="grid max-w-3xl gap-2">
        {run.drift.map((drift) => (
          <li key={drift.metric} className="text-sm">
            <DriftBadge drift={drift} plain />{' '}
            <span>
              {drift.sentence}{' '}
              {drift.declaredRunId === null ? null : (
                <InlineLink href={pages.benchmarkRun(drift.declaredRunId)}>The declared run</InlineLink>
              )}
            </span>
          </li>
        ))}
      </ul>
      {run.standing !== 'accepted' ? null : (
        <p className="mt-2 text-sm text-muted">
          So it stood when it ended. Accepted since, its own figures are what later runs are held against, until others
          are accepted.
        </p>
      )}
    </section>
  );
}
