'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { sentenceInWords } from '@/components/form/field-words';
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
import { DomainIdSchema } from '@/lib/contracts/common';
import type { HostDetail, UpdateHost } from '@/lib/contracts/hosts';
import { CIPHER_SUITES, FENCE_METHOD_WORDS, FENCE_METHODS } from '@/lib/domain/recovery';
import { parseSecondPath } from '@/lib/domain/second-path';

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

const RecoveryForm = z
  .object({
    secondPath: z.string().trim(),
    method: z.enum(FENCE_METHODS),
    domainId: z.string().trim(),
    address: z.string().trim(),
    port: z.string().trim(),
    username: z.string().trim(),
    cipherSuite: z.string(),
    password: z.string(),
  })
  .superRefine((form, context) => {
    const need = (path: string, ok: boolean, message: string) => {
      if (!ok) context.addIssue({ code: 'custom', path: [path], message });
    };
    need(
      'secondPath',
      form.secondPath === '' || parseSecondPath(form.secondPath) !== undefined,
      'Write address:port, with an address of IPv6 in brackets.',
    );
    if (form.method === 'domain')
      need('domainId', z.uuid().safeParse(form.domainId).success, 'Give the id of the domain, from its page.');
    if (form.method !== 'ipmi') return;
    need('address', form.address !== '', 'Give the address of the card.');
    need('port', /^[1-9]\d{0,4}$/.test(form.port) && Number(form.port) <= 65_535, 'A port from 1 to 65535.');
    need('username', form.username !== '', 'Give the user of the card.');
  });
type RecoveryForm = z.infer<typeof RecoveryForm>;

const IPMI_PORT = '623';

const begin = ({ fence, secondPath }: HostDetail): RecoveryForm => ({
  secondPath: secondPath ?? '',
  method: fence.method,
  domainId: fence.method === 'domain' ? fence.domainId : '',
  address: fence.method === 'ipmi' ? fence.address : '',
  port: fence.method === 'ipmi' ? String(fence.port) : IPMI_PORT,
  username: fence.method === 'ipmi' ? fence.username : '',
  cipherSuite: fence.method === 'ipmi' ? String(fence.cipherSuite ?? '') : '',
  password: '',
});

const SUITE_OPTIONS = [
  { value: '', label: 'What the card prefers' },
  ...CIPHER_SUITES.map((suite) => ({ value: String(suite), label: String(suite) })),
];
function suiteOf(text: string): { readonly cipherSuite?: (typeof CIPHER_SUITES)[number] } {
  const cipherSuite = CIPHER_SUITES.find((suite) => String(suite) === text);
  return cipherSuite === undefined ? {} : { cipherSuite };
}

function toUpdate(form: RecoveryForm): UpdateHost {
  const secondPath = form.secondPath === '' ? null : form.secondPath;
  switch (form.method) {
    case 'manual':
    case 'simulated':
      return { secondPath, fence: { method: form.method } };
    case 'domain':
      return { secondPath, fence: { method: 'domain', domainId: DomainIdSchema.parse(form.domainId) } };
    case 'ipmi':
      return {
        secondPath,
        fence: {
          method: 'ipmi',
          address: form.address,
          port: Number(form.port),
          username: form.username,
          ...suiteOf(form.cipherSuite),
          ...(form.password === '' ? {} : { password: form.password }),
        },
      };
  }
}

function Form({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const form = useForm<RecoveryForm>({ resolver: zodResolver(RecoveryForm), defaultValues: begin(host) });
  const update = useMutation(updateHost());
  const [submitError, setSubmitError] = useState<string>();
  const { errors } = form.formState;
  const method = useWatch({ control: form.control, name: 'method' });
  const offered = FENCE_METHODS.filter((each) => each !== 'simulated' || host.driver === 'simulated');
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      await update.mutateAsync({ id: host.id, version: host.version, body: toUpdate(values) });
      toast.done(`${host.name} was saved`);
      onClose();
    } catch (error) {
      setSubmitError(sentenceInWords(error));
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
              ? 'Empty: its simulated management card is asked.'
              : 'address:port that answers where the machine lives, past its hypervisor: its SSH server, its management card. Empty: only somebody’s word makes it lost.'
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
          hint="Nothing of it is started elsewhere before it is off for certain."
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
          <Field
            label="Id of its domain"
            error={errors.domainId?.message}
            hint="The domain of another host that this host runs in; its page shows the id."
          >
            {(control) => (
              <Input {...control} {...form.register('domainId')} spellCheck={false} className="font-mono" />
            )}
          </Field>
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
