'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { keepColdMove, returnColdMove } from '@/lib/client/mutations/cold-moves';
import type { ColdMoveSummary } from '@/lib/contracts/cold-moves';
import type { OperationAccepted } from '@/lib/contracts/operations';

/** Keeps the new copy or takes the old one back. Either way one of them goes, so it is asked. */
export function EndColdMoveDialog({
  how,
  move,
  domain,
  onClose,
}: {
  readonly how: 'keep' | 'return';
  readonly move: ColdMoveSummary;
  readonly domain: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const [deleteDisks, setDeleteDisks] = useState(true);
  const [force, setForce] = useState(false);
  const [reason, setReason] = useState('');
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const keep = useMutation(keepColdMove());
  const back = useMutation(returnColdMove());
  const { isPending, error } = how === 'keep' ? keep : back;
  const submit = (): void => {
    const why = reason.trim() === '' ? undefined : reason.trim();
    const then = {
      onSuccess: ({ operation }: OperationAccepted) => {
        rememberOwnOperation(operation.id);
        onClose();
      },
      // The next try is another wish: what was refused is not answered again from memory.
      onError: () => setKey(newIdempotencyKey()),
    };
    if (how === 'keep') keep.mutate({ id: domain.id, idempotencyKey, body: { deleteDisks, reason: why } }, then);
    else back.mutate({ id: domain.id, idempotencyKey, body: { force, reason: why } }, then);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="sm"
      title={
        how === 'keep'
          ? `Keep ${domain.name} on ${move.targetHostName}`
          : `Take ${domain.name} back to ${move.sourceHostName}`
      }
      description={
        how === 'keep'
          ? `Its old definition on ${move.sourceHostName} is deleted. There is no way back then.`
          : `The new copy on ${move.targetHostName} is stopped and deleted with its disks. What was written to them since the move is lost. The old copy can be started again.`
      }
      footer={
        <>
          <Button onClick={onClose}>Decide later</Button>
          <Button type="submit" form="end-cold-move" variant="danger" pending={isPending}>
            {how === 'keep' ? 'Keep it here' : `Back to ${move.sourceHostName}`}
          </Button>
        </>
      }
    >
      <form
        id="end-cold-move"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {how === 'keep' ? (
          <Checkbox
            label="Delete its old disk images as well"
            hint={
              move.oldDisks.length === 0
                ? 'It had none that could be written to.'
                : `${move.oldDisks.join(', ')}. An image that another domain of that host names is left.`
            }
            checked={deleteDisks}
            onChange={(event) => setDeleteDisks(event.target.checked)}
          />
        ) : (
          <Checkbox
            label="Force the new copy off"
            hint="Without it its guest is asked to power off; one that was never heard may not answer."
            checked={force}
            onChange={(event) => setForce(event.target.checked)}
          />
        )}
        <Field label="Reason" optional hint="Kept in the audit.">
          {(control) => (
            <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={error === null ? undefined : errorSentence(error)} />
      </form>
    </Dialog>
  );
}
