'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { retireDefinition } from '@/lib/client/mutations/benchmark-definitions';
import type { BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';

/** Offers a benchmark no more. */
export function RetireDialog({
  benchmark,
  onClose,
}: {
  readonly benchmark: BenchmarkDetail;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const retire = useMutation(retireDefinition());
  const body = reason.trim() === '' ? {} : { reason: reason.trim() };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Retire ${benchmark.title}`}
      description="It is not offered any more. Its runs stay as they are, and a new version brings it back."
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            variant="danger"
            pending={retire.isPending}
            onClick={() => retire.mutate({ id: benchmark.id, body }, { onSuccess: onClose })}
          >
            Retire benchmark
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Reason" optional>
          {(control) => (
            <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={retire.error === null ? undefined : errorSentence(retire.error)} />
      </div>
    </Dialog>
  );
}
