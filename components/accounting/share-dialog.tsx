'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { setVoShare } from '@/lib/client/mutations/accounting';
import { WEIGHT_MAX } from '@/lib/domain/accounting/fair-share';

/** The share a VO is to have, as a weight against the others. */
export function ShareDialog({
  share,
  onClose,
}: {
  /** `vo` is empty where it is still to be said. */
  readonly share: { readonly vo: string; readonly weight: number | null };
  readonly onClose: () => void;
}) {
  const [vo, setVo] = useState(share.vo);
  const [typed, setTyped] = useState(String(share.weight ?? ''));
  const save = useMutation(setVoShare());
  const weight = typed.trim() === '' ? null : Number(typed);
  const bad =
    weight !== null && !(Number.isInteger(weight) && weight >= 1 && weight <= WEIGHT_MAX)
      ? `A whole number from 1 to ${WEIGHT_MAX.toLocaleString('en-GB')}.`
      : undefined;
  return (
    <ConfirmDialog
      title={share.vo === '' ? 'Set a share' : `Share of ${share.vo}`}
      consequence="A VO is to have its weight over the sum of all weights: of 3 and 1 one has 75 %, the other 25 %. Nothing is taken from anybody by it; it says whose turn it is."
      confirmLabel="Set share"
      pending={save.isPending}
      error={save.error === null ? undefined : errorSentence(save.error)}
      disabledReason={vo.trim() === '' ? 'Say which VO.' : bad}
      onConfirm={() => save.mutate({ vo: vo.trim(), weight }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        {share.vo === '' ? (
          <Field label="VO">
            {(control) => (
              <Input {...control} value={vo} maxLength={31} onChange={({ target }) => setVo(target.value)} />
            )}
          </Field>
        ) : null}
        <Field label="Weight" hint="Left out, it has no share that it is to have." optional error={bad}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={WEIGHT_MAX}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
