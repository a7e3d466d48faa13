'use client';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { CLASS_LABELS, DEFAULT_MIGRATIONS_IN, DEFAULT_MIGRATIONS_OUT, HOST_CLASSES } from '@/lib/domain/host';
import { URI_EXAMPLES } from './host-words';
import { TestConnectionPanel } from './test-connection-panel';

const limit = z
  .string()
  .regex(/^\d{1,2}$/, 'A whole number from 0 to 64.')
  .refine((text) => Number(text) <= 64, 'At most 64.');
/** The form as it is typed. */
export const HostForm = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(63, 'At most 63 characters.'),
  uri: z.string().trim().min(1, 'Give its address.').max(1024, 'At most 1024 characters.'),
  class: z.enum(HOST_CLASSES),
  migrationUri: z.string().trim().max(1024, 'At most 1024 characters.'),
  username: z.string().max(255, 'At most 255 characters.'),
  password: z.string().max(1024, 'At most 1024 characters.'),
  migrationsIn: limit,
  migrationsOut: limit,
});
export type HostForm = z.infer<typeof HostForm>;
export const EMPTY_HOST_FORM: HostForm = {
  name: '',
  uri: '',
  class: 'other',
  migrationUri: '',
  username: '',
  password: '',
  migrationsIn: String(DEFAULT_MIGRATIONS_IN),
  migrationsOut: String(DEFAULT_MIGRATIONS_OUT),
};
export const HOST_FORM_FIELDS = ['name', 'uri', 'class', 'migrationUri'] as const;

/** Credentials as the API takes them; undefined where nothing was typed. */
export function credentialsOf(
  form: Pick<HostForm, 'username' | 'password'>,
): { username?: string; password?: string } | undefined {
  if (form.username === '' && form.password === '') return undefined;
  return {
    ...(form.username === '' ? {} : { username: form.username }),
    ...(form.password === '' ? {} : { password: form.password }),
  };
}

const CLASS_OPTIONS = HOST_CLASSES.map((value) => ({ value, label: CLASS_LABELS[value] }));

/** The fields of a host, for adding and for editing. */
export function HostFields({
  form,
  credentialsHint,
}: {
  readonly form: UseFormReturn<HostForm>;
  readonly credentialsHint: string;
}) {
  const { errors } = form.formState;
  const [uri, username, password] = useWatch({ control: form.control, name: ['uri', 'username', 'password'] });
  return (
    <div className="grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Field label="Class" error={errors.class?.message}>
          {(control) => <Select {...control} {...form.register('class')} options={CLASS_OPTIONS} className="w-full" />}
        </Field>
      </div>
      <Field label="Address" error={errors.uri?.message} hint="A libvirt URI. Credentials do not belong in it.">
        {(control) => (
          <Input {...control} {...form.register('uri')} autoComplete="off" spellCheck={false} className="font-mono" />
        )}
      </Field>
      <details className="-mt-2 text-xs text-muted">
        <summary className="rounded-sm">Addresses that are allowed</summary>
        <ul className="mt-1 grid gap-0.5">
          {URI_EXAMPLES.map((example) => (
            <li key={example.uri}>
              {example.what}: <code className="font-mono">{example.uri}</code>
            </li>
          ))}
        </ul>
      </details>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="User" optional error={errors.username?.message} hint={credentialsHint}>
          {(control) => <Input {...control} {...form.register('username')} autoComplete="off" />}
        </Field>
        <Field label="Password" optional error={errors.password?.message}>
          {(control) => (
            <Input {...control} {...form.register('password')} type="password" autoComplete="new-password" />
          )}
        </Field>
      </div>
      <TestConnectionPanel
        key={`${uri} ${username} ${password}`}
        uri={uri}
        credentials={credentialsOf({ username, password })}
        onRefused={(error) => applyServerError(form, error, HOST_FORM_FIELDS)}
      />
      <Field
        label="Migration address"
        optional
        error={errors.migrationUri?.message}
        hint="Where other hosts send a migration to, e.g. tcp://dempsey-01. Empty: the hypervisor chooses."
      >
        {(control) => (
          <Input
            {...control}
            {...form.register('migrationUri')}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Migrations in at a time" error={errors.migrationsIn?.message}>
          {(control) => <Input {...control} {...form.register('migrationsIn')} inputMode="numeric" />}
        </Field>
        <Field label="Migrations out at a time" error={errors.migrationsOut?.message}>
          {(control) => <Input {...control} {...form.register('migrationsOut')} inputMode="numeric" />}
        </Field>
      </div>
    </div>
  );
}
