'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { createProbeTarget, updateProbeTarget } from '@/lib/client/mutations/probes';
import type { ProbeTarget } from '@/lib/contracts/probes';
import type { Role } from '@/lib/domain/domain';
import { TargetFields } from './target-fields';
import { emptyTarget, TARGET_FORM_FIELDS, targetAsForm, TargetForm, toCreate, toUpdate } from './target-form';

/** Sets up where a domain or a native service is probed, or changes it as it was read when the dialog opened. */
export function TargetDialog({
  target,
  domain,
  onClose,
}: {
  readonly target?: ProbeTarget | undefined;
  /** Neither: a native service. */
  readonly domain?: { readonly id: string; readonly name: string; readonly roles: readonly Role[] } | undefined;
  readonly onClose: () => void;
}) {
  const [begun] = useState<TargetForm>(() => (target === undefined ? emptyTarget(domain) : targetAsForm(target)));
  const form = useForm<TargetForm>({ resolver: zodResolver(TargetForm), defaultValues: begun });
  const [submitError, setSubmitError] = useState<string>();
  const create = useMutation(createProbeTarget());
  const update = useMutation(updateProbeTarget());
  const name = target?.name ?? domain?.name;
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      const saved =
        target === undefined
          ? await create.mutateAsync(toCreate(values, domain?.id))
          : await update.mutateAsync({ id: target.id, version: target.version, body: toUpdate(values) });
      toast.done(`${saved.name} is asked from now on`);
      onClose();
    } catch (error) {
      setSubmitError(applyServerError(form, error, TARGET_FORM_FIELDS));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={
        name === undefined
          ? 'Probe a native service'
          : target === undefined
            ? `Probe ${name}`
            : `Edit the probes of ${name}`
      }
      description="The agent asks the services as their users do. A verdict is confirmed when three of the last four askings agree."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="probe-target" variant="primary" pending={create.isPending || update.isPending}>
            {target === undefined ? 'Set up' : 'Save'}
          </Button>
        </>
      }
    >
      <form id="probe-target" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        {begun.native ? (
          <Field
            label="Name"
            hint="Of the native service; domains are compared with it."
            error={form.formState.errors.name?.message}
          >
            {(field) => <Input {...field} autoComplete="off" placeholder="native CE" {...form.register('name')} />}
          </Field>
        ) : null}
        <TargetFields form={form} hasIdentity={target !== undefined && target.clientCertificate !== null} />
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}
