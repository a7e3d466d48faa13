import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { DrainPlan } from '@/lib/contracts/plans';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';

const HOUR = 60;
const OFFERED = [15, 30, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 7 * 24 * HOUR];

/** How long jobs are waited for. Nothing where the plan shuts no worker node down that a batch system knows. */
export function JobWait({
  plan,
  minutes: jobWaitMinutes,
  onChoose,
}: {
  readonly plan: DrainPlan;
  readonly minutes: number;
  /** Undefined: it is told and cannot be chosen now. */
  readonly onChoose: ((minutes: number) => void) | undefined;
}) {
  const { document, state } = plan;
  if (!document.items.some(({ jobs, strategy }) => jobs !== null && strategy !== 'migrate')) return null;
  const words = formatDuration(jobWaitMinutes * MINUTE_MS);
  if (onChoose === undefined)
    // Of a plan that is over nobody waits any more.
    return state !== 'draft' && state !== 'running' && state !== 'paused' ? null : (
      <p className="text-sm text-muted">Jobs are waited for {words} at most; then somebody decides.</p>
    );
  const minutes = OFFERED.includes(jobWaitMinutes) ? OFFERED : [...OFFERED, jobWaitMinutes].toSorted((a, b) => a - b);
  return (
    <Field
      label="Wait for jobs at most"
      hint="Of worker nodes that are shut down. When it passes, no job is ended: the plan stands until somebody decides."
    >
      {(control) => (
        <Select
          {...control}
          className="w-full md:w-72 [&_select]:w-full"
          options={minutes.map((each) => ({ value: String(each), label: formatDuration(each * MINUTE_MS) }))}
          value={String(jobWaitMinutes)}
          onValueChange={(value) => onChoose(Number(value))}
        />
      )}
    </Field>
  );
}
