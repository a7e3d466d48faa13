import { Banner } from '@/components/ui/banner';
import type { ImportPreview } from '@/lib/contracts/benchmark-imports';
import { placeOf } from '@/lib/domain/imported-result';

/** Everything that stands against an import, each with its place. */
export function ProblemList({
  problems,
  count,
}: {
  readonly problems: ImportPreview['problems'];
  readonly count: number;
}) {
  return (
    <Banner kind="trouble" live>
      <p className="font-medium">
        {count === 1 ? 'One problem' : `${count.toLocaleString('en-GB')} problems`}; nothing is imported while there are
        any.
      </p>
      <ul className="mt-1 grid max-h-80 gap-0.5 overflow-y-auto" aria-label="Problems">
        {problems.map((problem) => (
          <li key={`${placeOf(problem)} ${problem.message}`}>
            <span className="font-medium">{placeOf(problem)}:</span> {problem.message}
          </li>
        ))}
      </ul>
      {count > problems.length ? <p className="mt-1 text-muted">The first {problems.length} are shown.</p> : null}
    </Banner>
  );
}
