'use client';
import { useMutation } from '@tanstack/react-query';
import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SecretOnce } from '@/components/form/secret-once';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { createToken } from '@/lib/client/mutations/tokens';
import { type Scope, SCOPES } from '@/lib/domain/access';

const Form = z.object({
  name: z.string().trim().min(1, 'Name what will use it, e.g. “nightly drain”.').max(255),
  expiresInDays: z.enum(['7', '30', '90', '365']),
  scopes: z.array(z.enum(SCOPES)).min(1, 'Choose at least one scope.'),
});
type Form = z.infer<typeof Form>;

const LIFETIMES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
] as const;

/** Makes a token of some of one's own scopes. Its secret is shown once, in the same dialog. */
export function CreateTokenDialog({ scopes, onClose }: { scopes: readonly Scope[]; onClose: () => void }) {
  const form = useForm<Form>({
    resolver: zodResolver(Form),
    defaultValues: { name: '', expiresInDays: '30', scopes: [] },
  });
  const [submitError, setSubmitError] = useState<string>();
  const create = useMutation(createToken());
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      await create.mutateAsync({
        name: values.name,
        scopes: values.scopes,
        expiresInDays: Number(values.expiresInDays),
      });
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['name', 'scopes', 'expiresInDays']));
    }
  });
  const close = (open: boolean): void => {
    if (!open) onClose();
  };
  if (create.data !== undefined) {
    return (
      <Dialog
        open
        onOpenChange={close}
        title={`Token ${create.data.token.name}`}
        description="Send it as “Authorization: Bearer …”."
        footer={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <SecretOnce secret={create.data.secret} what="the token" />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={close}
      title="Create a token"
      description="For scripts. It can do what you choose here and never more than you may yourself."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" type="submit" form="create-token" pending={create.isPending}>
            Create token
          </Button>
        </>
      }
    >
      <form id="create-token" noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Field label="Valid for">
          {(control) => (
            <Select {...control} {...form.register('expiresInDays')} options={LIFETIMES} className="w-40" />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Scopes</legend>
          {errors.scopes?.message === undefined ? null : (
            <p className="mb-1 text-xs font-medium text-danger">{errors.scopes.message}</p>
          )}
          <div className="grid gap-1.5 sm:grid-cols-2">
            {scopes.map((scope) => (
              <label key={scope} className="flex items-center gap-2 font-mono text-sm">
                <input
                  {...form.register('scopes')}
                  type="checkbox"
                  value={scope}
                  className="size-4 shrink-0 accent-(--accent)"
                />
                {scope}
              </label>
            ))}
          </div>
        </fieldset>
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}
