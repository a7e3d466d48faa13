import { Age } from '@/components/ui/age';
import type { BenchmarkRunDetail, BenchmarkVerdict } from '@/lib/contracts/benchmarks';
import { StandingBadge } from '../run-look';

/** Who proposed it, and every verdict that was signed: a later one stands in the place of those before, and none goes. */
export function RunReview({ run }: { readonly run: BenchmarkRunDetail }) {
  const { submitted, verdicts } = run;
  return (
    <section aria-label="Review">
      <h2 className="mb-2 text-base font-semibold">Review</h2>
      {submitted === null && verdicts.length === 0 ? (
        <p className="text-sm text-muted">
          Nobody has proposed it. Proposed, it goes to the testbed managers; accepted, its figures are the declared ones
          of what it measured.
        </p>
      ) : (
        <ol className="grid max-w-3xl gap-2" aria-label="Verdicts, newest first">
          {verdicts.map((verdict, index) => (
            <Verdict key={verdict.id} verdict={verdict} holds={index === 0 && run.standing === verdict.verdict} />
          ))}
          {submitted === null ? null : (
            <li className="text-sm">
              <span className="text-muted">
                Proposed by {submitted.byName} <Age at={submitted.at} />
              </span>
              {submitted.note === null ? null : <Quote text={submitted.note} />}
            </li>
          )}
        </ol>
      )}
    </section>
  );
}

function Verdict({ verdict, holds }: { readonly verdict: BenchmarkVerdict; readonly holds: boolean }) {
  return (
    <li className="text-sm">
      <span className="flex flex-wrap items-center gap-x-2">
        <StandingBadge standing={verdict.verdict} plain={!holds} />
        <span className="text-muted">
          signed by {verdict.actorName} <Age at={verdict.at} />
          {holds ? '' : ', no longer the one that holds'}
        </span>
      </span>
      {verdict.comment === '' ? null : <Quote text={verdict.comment} />}
    </li>
  );
}

const Quote = ({ text }: { readonly text: string }) => (
  <blockquote className="mt-1 border-l-2 border-line pl-3 whitespace-pre-wrap">{text}</blockquote>
);
