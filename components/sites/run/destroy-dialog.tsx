'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { runSite } from '@/lib/client/mutations/sites';
import { siteDestroyPlanQuery } from '@/lib/client/queries/sites';
import type { Site } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { EndedLease } from './ended-lease';

/** Shows what would go, in its order, and lets it go only by the name of the site, typed. */
export function DestroyDialog({ site, onClose }: { readonly site: Site; readonly onClose: () => void }) {
  const router = useRouter();
  // Made when the dialog opens: what goes is what is there now.
  const planned = useQuery(siteDestroyPlanQuery(site.id));
  const run = useMutation(runSite());
  const [name, setName] = useState('');
  const [nameError, setNameError] = useState<string>();
  const plan = planned.data;
  const confirm = () => {
    if (name !== site.name) {
      setNameError(`Type ${site.name} as it stands.`);
      return;
    }
    if (plan === undefined) return;
    run.mutate(
      { id: site.id, body: { planId: plan.id, confirmName: name } },
      {
        onSuccess: ({ id }) => router.push(pages.siteRun(id)),
        // It was planned again: what is read next is that.
        onError: () => void planned.refetch(),
      },
    );
  };
  return (
    <ConfirmDialog
      title={`Destroy ${site.name}`}
      consequence="Its domains are forced off and go with their disks, then its networks, certificates and keys. Afterwards each of them is looked for again. Nothing of it can be brought back; the file stays."
      confirmLabel="Destroy site"
      danger
      pending={run.isPending}
      // Nobody consents to what is not there to be read.
      disabledReason={plan === undefined ? 'What goes is being looked for.' : undefined}
      error={
        run.error !== null
          ? errorSentence(run.error)
          : planned.error === null
            ? undefined
            : errorSentence(planned.error)
      }
      onConfirm={confirm}
      onClose={onClose}
    >
      <div className="grid gap-3 text-sm">
        <EndedLease lease={site.lease} />
        {plan === undefined ? (
          <Skeleton className="h-16" />
        ) : plan.document.steps.length === 0 ? (
          <p className="text-muted">No domain of it is there. What else is left of it is looked for.</p>
        ) : (
          <ol aria-label="What goes, in this order" className="max-h-48 list-decimal overflow-y-auto pl-5">
            {plan.document.steps.map((step) => (
              <li key={step.id}>{step.title}</li>
            ))}
          </ol>
        )}
        <Field label={`Type ${site.name} to destroy it`} error={nameError}>
          {(control) => (
            <Input
              {...control}
              value={name}
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value);
                setNameError(undefined);
              }}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
