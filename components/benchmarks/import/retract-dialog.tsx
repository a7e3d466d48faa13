'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { retractImport } from '@/lib/client/mutations/benchmark-imports';
import type { BenchmarkImport } from '@/lib/contracts/benchmark-imports';

const Form = z.object({ reason: z.string().trim().min(1, 'Say why.').max(500, 'At most 500 characters.') });

/** Takes an import back, for a reason that stays with it. */
export function RetractDialog({
  imported,
  onClose,
}: {
  readonly imported: BenchmarkImport;
  readonly onClose: () => void;
}) {
  const form = useForm<z.infer<typeof Form>>({ resolver: zodResolver(Form), defaultValues: { reason: '' } });
  const [submitError, setSubmitError] = useState<string>();
  const retract = useMutation(retractImport());
  const submit = form.handleSubmit(async (body) => {
    setSubmitError(undefined);
    try {
      await retract.mutateAsync({ id: imported.id, body });
      onClose();
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['reason']));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Retract ${imported.fileName}`}
      description="Its measurements stay on record, marked, and are compared with nothing any more. The same file may be imported anew."
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button type="submit" form="retract-import" variant="danger" pending={retract.isPending}>
            Retract import
          </Button>
        </>
      }
    >
      <form id="retract-import" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        <Field label="Reason" error={form.formState.errors.reason?.message} hint="It stays with the import.">
          {(control) => <Textarea {...control} {...form.register('reason')} />}
        </Field>
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}
