'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { addBenchmarkNote } from '@/lib/client/mutations/benchmark-notes';

/** As `datetime-local` has it: minutes of the reader's own clock, without a zone. */
function localMinutes(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** A sentence at a date, for the host that is looked at or for the whole testbed. */
export function AddNoteDialog({
  host,
  onClose,
}: {
  readonly host: { readonly id: string; readonly name: string } | undefined;
  readonly onClose: () => void;
}) {
  const [at, setAt] = useState(() => localMinutes(new Date()));
  const [text, setText] = useState('');
  const [ofHost, setOfHost] = useState(true);
  const add = useMutation(addBenchmarkNote());
  const missing =
    text.trim() === '' ? 'Write what happened.' : Number.isNaN(Date.parse(at)) ? 'Say when it was.' : undefined;
  const submit = () =>
    add.mutate(
      {
        at: new Date(at).toISOString(),
        text: text.trim(),
        ...(host !== undefined && ofHost ? { hostId: host.id } : {}),
      },
      {
        onSuccess: () => {
          toast.done('Note added');
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Note a date"
      description="What happened then that no reading tells. It is drawn into the trends."
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="note-date" variant="primary" pending={add.isPending} disabledReason={missing}>
            Add note
          </Button>
        </>
      }
    >
      <form
        id="note-date"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="When">
          {(control) => (
            <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
          )}
        </Field>
        <Field label="Note">
          {(control) => (
            <Textarea {...control} value={text} maxLength={500} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        {host === undefined ? (
          <p className="text-xs text-muted">
            It stands in the trends of the whole testbed. Choose a host first to note it for that one.
          </p>
        ) : (
          <Checkbox
            label={`Only in trends of ${host.name}`}
            checked={ofHost}
            onChange={(event) => setOfHost(event.target.checked)}
          />
        )}
        <SubmitError sentence={add.error === null ? undefined : errorSentence(add.error)} />
      </form>
    </Dialog>
  );
}
