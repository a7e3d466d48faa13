import { Age } from '@/components/ui/age';
import { InlineLink } from '@/components/ui/text-link';
import type { SiteRunStep } from '@/lib/contracts/sites';
import { formatDuration } from '@/lib/utils/time';
import { pages } from '@/lib/utils/paths';
import { StepBadge } from './run-look';

/** Every step as it stands, with what became of it. */
export function RunSteps({ title, steps }: { readonly title: string; readonly steps: readonly SiteRunStep[] }) {
  if (steps.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-base font-semibold">{title}</h2>
      <ol className="divide-y divide-line border-y border-line">
        {steps.map((step) => (
          <li key={step.sequence} className="grid gap-1 py-2 text-sm">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <StepBadge state={step.state} />
              {step.domainId === null || step.state === 'waiting' ? (
                <span>{step.title}</span>
              ) : (
                <InlineLink href={pages.domain(step.domainId)}>{step.title}</InlineLink>
              )}
              {step.operationId === null ? null : (
                <InlineLink href={pages.operation(step.operationId)} className="text-xs">
                  Operation<span className="sr-only"> of {step.title}</span>
                </InlineLink>
              )}
              <span className="text-xs text-muted tabular-nums">{took(step)}</span>
              {step.startedAt !== null && step.endedAt === null ? (
                <Age at={step.startedAt} className="text-xs text-muted" />
              ) : null}
            </div>
            {step.words === null ? null : (
              <p
                className={
                  step.state === 'failed' ? 'font-medium break-words text-trouble' : 'text-xs break-words text-muted'
                }
              >
                {step.words}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function took({ startedAt, endedAt, attempt }: SiteRunStep): string {
  const times = attempt === 1 ? '' : `attempt ${attempt}`;
  if (startedAt === null || endedAt === null) return times;
  const duration = `took ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  return times === '' ? duration : `${duration}, ${times}`;
}
