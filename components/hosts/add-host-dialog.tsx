'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { createHost } from '@/lib/client/mutations/hosts';
import { pages } from '@/lib/utils/paths';
import { credentialsOf, EMPTY_HOST_FORM, HOST_FORM_FIELDS, HostFields, HostForm } from './host-form';

/** Adds a host by its address and goes to its page. */
export function AddHostDialog({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const form = useForm<HostForm>({ resolver: zodResolver(HostForm), defaultValues: EMPTY_HOST_FORM });
  const [submitError, setSubmitError] = useState<string>();
  const create = useMutation(createHost());
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    const credentials = credentialsOf(values);
    try {
      const host = await create.mutateAsync({
        name: values.name,
        uri: values.uri,
        class: values.class,
        ...(values.migrationUri === '' ? {} : { migrationUri: values.migrationUri }),
        ...(credentials === undefined ? {} : { credentials }),
        limits: { migrationsIn: Number(values.migrationsIn), migrationsOut: Number(values.migrationsOut) },
      });
      onClose();
      router.push(pages.host(host.id));
    } catch (error) {
      setSubmitError(applyServerError(form, error, HOST_FORM_FIELDS));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Add host"
      description="Gridbox reads it within seconds and shows the domains on it. Nothing on the host is changed."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="add-host" variant="primary" pending={create.isPending}>
            Add host
          </Button>
        </>
      }
    >
      <form id="add-host" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        <HostFields form={form} credentialsHint="Kept encrypted and never shown again." />
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}
