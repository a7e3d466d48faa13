'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { changePool } from '@/lib/client/mutations/pools';
import type { PoolDetail } from '@/lib/contracts/pools';

const FIELDS = [
  { name: 'min', label: 'Slots at least' },
  { name: 'max', label: 'Slots at most' },
  { name: 'bootAhead', label: 'Booted ahead while jobs wait' },
  { name: 'idleSeconds', label: 'Seconds without a job until a slot is taken away' },
] as const;
type FieldName = (typeof FIELDS)[number]['name'];

/** How many slots there may be, and for how long. */
export function PolicyDialog({ pool, onClose }: { readonly pool: PoolDetail; readonly onClose: () => void }) {
  const [typed, setTyped] = useState<Readonly<Record<FieldName, string>>>({
    min: String(pool.min),
    max: String(pool.max),
    bootAhead: String(pool.bootAhead),
    idleSeconds: String(pool.idleSeconds),
  });
  const [enabled, setEnabled] = useState(pool.enabled);
  const save = useMutation(changePool());
  const bad = FIELDS.some(({ name }) => !/^[0-9]{1,6}$/.test(typed[name]));
  return (
    <ConfirmDialog
      title={`Policy of ${pool.name}`}
      consequence="Holds from the next look at the queue. No slot whose job runs is taken away."
      confirmLabel="Change policy"
      pending={save.isPending}
      error={save.error === null ? undefined : errorSentence(save.error)}
      disabledReason={bad ? 'Write whole numbers.' : undefined}
      onConfirm={() =>
        save.mutate(
          {
            id: pool.id,
            body: {
              min: Number(typed.min),
              max: Number(typed.max),
              bootAhead: Number(typed.bootAhead),
              idleSeconds: Number(typed.idleSeconds),
              enabled,
            },
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <div className="grid gap-3">
        {FIELDS.map(({ name, label }) => (
          <Field key={name} label={label}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                value={typed[name]}
                onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
              />
            )}
          </Field>
        ))}
        <Checkbox label="Slots are booted" checked={enabled} onChange={({ target }) => setEnabled(target.checked)} />
      </div>
    </ConfirmDialog>
  );
}
