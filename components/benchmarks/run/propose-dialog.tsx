'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { proposeRun } from '@/lib/client/mutations/benchmarks';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';

/** Puts a run before the testbed managers. */
export function ProposeDialog({ run, onClose }: { readonly run: BenchmarkRunDetail; readonly onClose: () => void }) {
  const [note, setNote] = useState('');
  const propose = useMutation(proposeRun());
  const submit = () =>
    propose.mutate(
      { id: run.id, body: note.trim() === '' ? {} : { note: note.trim() } },
      {
        onSuccess: () => {
          toast.done('Run proposed', { detail: 'It stands in the review queue now.' });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Propose this run"
      description="A testbed manager accepts or rejects it, or asks for another."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form="propose-run" variant="primary" pending={propose.isPending}>
            Propose
          </Button>
        </>
      }
    >
      <form
        id="propose-run"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Note" optional hint="What whoever judges it should know. Kept with the run.">
          {(control) => (
            <Textarea {...control} value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={propose.isError ? errorSentence(propose.error) : undefined} />
      </form>
    </Dialog>
  );
}
