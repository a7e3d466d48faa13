'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { runSite } from '@/lib/client/mutations/sites';
import type { Site, SitePlan } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { totalsWords } from '../site-words';

const ON_FAILURE = [
  { value: 'file', label: 'As the file says' },
  { value: 'rollback', label: 'Roll back: take away what was made' },
  { value: 'keep', label: 'Keep: stand still with what was made' },
] as const;

/** Asks before a plan that was read is carried out. Where it holds no more the site has another, which is read first. */
export function ApplyDialog({
  site,
  plan,
  onClose,
}: {
  readonly site: Site;
  readonly plan: SitePlan;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const run = useMutation(runSite());
  const [onFailure, setOnFailure] = useState<(typeof ON_FAILURE)[number]['value']>('file');
  const [reason, setReason] = useState('');
  const { totals, steps } = plan.document;
  const confirm = () =>
    run.mutate(
      {
        id: site.id,
        body: {
          planId: plan.id,
          ...(onFailure === 'file' ? {} : { onFailure }),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        },
      },
      { onSuccess: ({ id }) => router.push(pages.siteRun(id)) },
    );
  return (
    <ConfirmDialog
      title={`Apply ${site.name}`}
      consequence={`By your account, as the plan of revision ${plan.revision} says: ${totalsWords(totals)} ${
        steps.length === 0
          ? ''
          : `${steps.length === 1 ? 'One step' : `${steps.length} steps`}, those that wait for nothing at the same time.`
      }`}
      confirmLabel="Apply"
      pending={run.isPending}
      error={run.error === null ? undefined : errorSentence(run.error)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field label="Where a step fails">
          {(control) => (
            <Select
              {...control}
              options={ON_FAILURE}
              value={onFailure}
              onValueChange={setOnFailure}
              className="w-full"
            />
          )}
        </Field>
        <Field label="Reason" optional>
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
