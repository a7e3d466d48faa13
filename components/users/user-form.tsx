'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SecretOnce } from '@/components/form/secret-once';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { KnownVos } from './known-vos';
import { createUser, updateUser } from '@/lib/client/mutations/users';
import type { User } from '@/lib/contracts/access';
import { USER_ROLE_LABELS, USER_ROLES } from '@/lib/domain/access';

const ROLE_OPTIONS = USER_ROLES.map((value) => ({ value, label: USER_ROLE_LABELS[value] }));
const ROLE_HINTS: Record<User['role'], string> = {
  viewer: 'Sees everything, changes nothing.',
  operator: 'Runs and migrates domains, adds hosts, resolves alarms.',
  manager: 'Sees everything, reads the audit, reviews benchmarks.',
  'vo-admin': 'Sees and runs the domains of its own VOs only.',
  administrator: 'Everything, accounts included.',
};

const Form = z
  .object({
    name: z.string().trim().min(1, 'Type a name.').max(255),
    email: z.email('Type a whole e-mail address.').max(255),
    role: z.enum(USER_ROLES),
    vos: z.string(),
  })
  .refine((form) => form.role !== 'vo-admin' || vosOf(form.vos).length > 0, {
    message: 'A VO admin needs at least one VO.',
    path: ['vos'],
  });
type Form = z.infer<typeof Form>;

/** @example vosOf('atlas, cms') // ['atlas', 'cms'] */
const vosOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');

/** Makes an account, whose one-time password is shown once, or changes one. */
export function UserDialog({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const form = useForm<Form>({
    resolver: zodResolver(Form),
    defaultValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? 'viewer',
      vos: user?.vos.join(', ') ?? '',
    },
  });
  const [submitError, setSubmitError] = useState<string>();
  const create = useMutation(createUser());
  const update = useMutation(updateUser());
  const { errors } = form.formState;
  const [role, typedVos] = useWatch({ control: form.control, name: ['role', 'vos'] });
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    const body = { name: values.name, role: values.role, vos: values.role === 'vo-admin' ? vosOf(values.vos) : [] };
    try {
      if (user === undefined) await create.mutateAsync({ ...body, email: values.email });
      else {
        await update.mutateAsync({ id: user.id, body });
        onClose();
      }
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['name', 'email', 'role', 'vos']));
    }
  });
  if (create.data !== undefined) {
    return <OneTimePassword name={create.data.user.name} password={create.data.oneTimePassword} onClose={onClose} />;
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={user === undefined ? 'Add an account' : `Edit ${user.name}`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" type="submit" form="user" pending={create.isPending || update.isPending}>
            {user === undefined ? 'Add account' : 'Save'}
          </Button>
        </>
      }
    >
      <form id="user" noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Field
          label="E-mail address"
          error={errors.email?.message}
          hint={user === undefined ? 'It is the name one signs in with.' : 'It stays as it is.'}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('email')}
              type="email"
              autoComplete="off"
              readOnly={user !== undefined}
            />
          )}
        </Field>
        <Field label="Role" error={errors.role?.message} hint={ROLE_HINTS[role]}>
          {(control) => <Select {...control} {...form.register('role')} options={ROLE_OPTIONS} className="w-60" />}
        </Field>
        {role === 'vo-admin' ? (
          <>
            <Field label="VOs" error={errors.vos?.message} hint="Names, separated by commas.">
              {(control) => (
                <Input {...control} {...form.register('vos')} placeholder="atlas, cms" autoComplete="off" />
              )}
            </Field>
            <KnownVos
              chosen={vosOf(typedVos)}
              onChange={(vos) => form.setValue('vos', vos.join(', '), { shouldDirty: true, shouldValidate: true })}
            />
          </>
        ) : null}
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}

/** Shown after an account was made or its password reset. */
export function OneTimePassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`One-time password of ${name}`}
      description="Hand it over in person or by another safe way. It must be changed at the first sign-in."
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <SecretOnce secret={password} what="the password" />
    </Dialog>
  );
}
