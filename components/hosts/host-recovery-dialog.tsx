'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { updateHost } from '@/lib/client/mutations/hosts';
import { hostQuery } from '@/lib/client/queries/hosts';
import type { HostDetail } from '@/lib/contracts/hosts';
import {
  FENCE_METHOD_WORDS,
  FENCE_METHODS,
  isTriedFirst,
  NOT_TRIED,
  SECOND_PATH_SENTENCE,
} from '@/lib/domain/recovery';
import { findMachine, MachinePicker } from './machine-picker';
import { atOwnFields, begin, RecoveryForm, SUITE_OPTIONS, toUpdate } from './recovery-form';

/** How it is found out whether a host is lost, and how it is switched off then. */
export function HostRecoveryDialog({ hostId, onClose }: { readonly hostId: string; readonly onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(hostQuery(hostId));
  // The form begins with the first answer and is not begun again by later ones.
  const [begun, setBegun] = useState<HostDetail>();
  if (begun === undefined && data !== undefined) setBegun(data);
  if (begun !== undefined) return <Form host={begun} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title="If this host is lost">
      {isPending ? (
        <Skeleton className="h-48" />
      ) : (
        <ErrorState error={error} what="the host" onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}

const FIELDS = ['secondPath', 'method', 'domain', 'address', 'port', 'username', 'cipherSuite', 'password'] as const;

function Form({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const form = useForm<RecoveryForm>({ resolver: zodResolver(RecoveryForm), defaultValues: begin(host) });
  const update = useMutation(updateHost());
  const [submitError, setSubmitError] = useState<string>();
  const { errors } = form.formState;
  const client = useQueryClient();
  const [method, domain] = useWatch({ control: form.control, name: ['method', 'domain'] });
  const offered = FENCE_METHODS.filter((each) => each !== 'simulated' || host.driver === 'simulated');
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      // Whoever types faster than names are found is asked for nothing again.
      const domainId = values.method === 'domain' ? await findMachine(client, values) : values.domainId;
      if (domainId === undefined)
        return form.setError('domain', { message: 'There is no domain of that name.' }, { shouldFocus: true });
      await update.mutateAsync({ id: host.id, version: host.version, body: toUpdate({ ...values, domainId }) });
      toast.done(`${host.name} was saved`);
      onClose();
    } catch (error) {
      setSubmitError(applyServerError(form, atOwnFields(error), FIELDS));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`If ${host.name} is lost`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="host-recovery" variant="primary" pending={update.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id="host-recovery" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        <Field
          label="Second path"
          optional
          error={errors.secondPath?.message}
          hint={
            host.driver === 'simulated'
              ? 'As address:port. Empty: its simulated management card is asked.'
              : `As address:port. ${SECOND_PATH_SENTENCE}`
          }
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('secondPath')}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label="How it is switched off"
          error={errors.method?.message}
          hint={
            isTriedFirst(method) && host.fencedAt === null
              ? `Nothing of it is started elsewhere before it is off for certain. It is ${NOT_TRIED}, and saving does not try it: what is wrong shows when the host is lost.`
              : 'Nothing of it is started elsewhere before it is off for certain.'
          }
        >
          {(control) => (
            <Select
              {...control}
              {...form.register('method')}
              options={offered.map((value) => ({ value, label: FENCE_METHOD_WORDS[value] }))}
              className="w-full"
            />
          )}
        </Field>
        {method === 'domain' ? (
          <MachinePicker
            text={domain}
            error={errors.domain?.message}
            onText={(text) => {
              form.setValue('domain', text);
              form.setValue('domainId', '');
              form.clearErrors('domain');
            }}
          />
        ) : null}
        {method === 'ipmi' ? (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field label="Address of the card" error={errors.address?.message}>
              {(control) => (
                <Input {...control} {...form.register('address')} spellCheck={false} className="font-mono" />
              )}
            </Field>
            <Field label="Port" error={errors.port?.message}>
              {(control) => <Input {...control} {...form.register('port')} inputMode="numeric" />}
            </Field>
            <Field label="User" error={errors.username?.message}>
              {(control) => <Input {...control} {...form.register('username')} autoComplete="off" />}
            </Field>
            <Field label="Cipher suite" hint="Some cards cannot be asked; then 3 is the one that all have.">
              {(control) => (
                <Select {...control} {...form.register('cipherSuite')} options={SUITE_OPTIONS} className="w-full" />
              )}
            </Field>
            <Field
              label="Password"
              optional={host.hasFencePassword}
              error={errors.password?.message}
              hint={host.hasFencePassword ? 'One is stored; typing here replaces it.' : 'Kept encrypted, never shown.'}
            >
              {(control) => (
                <Input {...control} {...form.register('password')} type="password" autoComplete="new-password" />
              )}
            </Field>
          </div>
        ) : null}
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}
