'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { updateAccountingSettings } from '@/lib/client/mutations/accounting';
import type { Accounting } from '@/lib/contracts/accounting';
import { HALF_LIFE_DAYS_MAX } from '@/lib/domain/accounting/fair-share';

const NONE = '';

/** Half-life of fair share, and by which benchmark hours are normalised. */
export function SettingsDialog({ of, onClose }: { readonly of: Accounting; readonly onClose: () => void }) {
  const [typed, setTyped] = useState(String(of.halfLifeDays));
  const [benchmark, setBenchmark] = useState(of.benchmark?.type ?? NONE);
  const save = useMutation(updateAccountingSettings());
  const halfLifeDays = Number(typed);
  const bad =
    Number.isInteger(halfLifeDays) && halfLifeDays >= 1 && halfLifeDays <= HALF_LIFE_DAYS_MAX
      ? undefined
      : `A whole number of days from 1 to ${HALF_LIFE_DAYS_MAX}.`;
  return (
    <ConfirmDialog
      title="How use is reckoned"
      consequence="Sums are made when they are asked for, so this holds for the past as well."
      confirmLabel="Save"
      pending={save.isPending}
      error={save.error === null ? undefined : errorSentence(save.error)}
      disabledReason={bad}
      onConfirm={() =>
        save.mutate({ halfLifeDays, benchmark: benchmark === NONE ? null : benchmark }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field label="Half-life in days" hint="After so many days use counts half in fair share." error={bad}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={HALF_LIFE_DAYS_MAX}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
        <Field
          label="Normalised by"
          hint="Benchmarks of one guest of which a manager has accepted a figure, and of which more is better."
        >
          {(control) => (
            <Select
              {...control}
              value={benchmark}
              options={[
                { value: NONE, label: 'Nothing' },
                ...of.benchmarks.map((type) => ({ value: type, label: type })),
              ]}
              onValueChange={setBenchmark}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
