'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { decideJobs } from '@/lib/client/mutations/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { DrainPlan, PlanProgress } from '@/lib/contracts/plans';
import type { JobDecision } from '@/lib/domain/batch';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';

/** What is to be done with a worker node whose jobs were not over in time. Nothing where nobody is asked. */
export function JobsLeft({
  plan,
  progress,
}: {
  readonly plan: DrainPlan;
  readonly progress: PlanProgress | undefined;
}) {
  if (progress?.jobs?.stage !== 'limit' || plan.state !== 'paused') return null;
  return <Decision plan={plan} progress={progress} />;
}

function Decision({ plan, progress }: { readonly plan: DrainPlan; readonly progress: PlanProgress }) {
  const [asked, setAsked] = useState(false);
  const refused = useScopeRefusal('hosts:write');
  const decide = useMutation(decideJobs());
  const { domainId, domainName } = progress;
  const choose = (decision: JobDecision) =>
    decide.mutate(
      { id: plan.id, version: plan.version, jobs: [{ domainId, decision }] },
      { onSuccess: () => setAsked(false) },
    );
  const error = decide.error === null ? undefined : errorSentence(decide.error);
  return (
    <fieldset aria-label={`Jobs left on ${domainName}`} className="mt-1 grid min-w-0 gap-1">
      <div className="flex flex-wrap gap-2">
        <Button disabledReason={refused} pending={decide.isPending && !asked} onClick={() => choose('wait')}>
          Wait {formatDuration(plan.jobWaitMinutes * MINUTE_MS)} more
        </Button>
        <Button disabledReason={refused} onClick={() => setAsked(true)}>
          Shut down anyway…
        </Button>
        <Button disabledReason={refused} onClick={() => choose('leave')}>
          Leave it running
        </Button>
      </div>
      {asked ? null : <SubmitError sentence={error} />}
      {asked ? (
        <ConfirmDialog
          title={`Shut down anyway: ${domainName}`}
          consequence={`Its jobs end with it and are lost to those who sent them. The plan goes on by your account.`}
          confirmLabel="Shut down anyway"
          danger
          pending={decide.isPending}
          error={error}
          onConfirm={() => choose('stop')}
          onClose={() => {
            setAsked(false);
            decide.reset();
          }}
        />
      ) : null}
    </fieldset>
  );
}
