'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { changePassword } from '@/lib/client/mutations/session';
import { PASSWORD_MAX, PASSWORD_MIN } from '@/lib/contracts/access';

const Form = z
  .object({
    currentPassword: z.string().min(1, 'Type the password you signed in with.'),
    newPassword: z
      .string()
      .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
      .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`),
    again: z.string(),
  })
  .refine((form) => form.newPassword === form.again, { message: 'The two do not match.', path: ['again'] })
  .refine((form) => form.newPassword !== form.currentPassword, {
    message: 'Choose one that differs from the current password.',
    path: ['newPassword'],
  });
type Form = z.infer<typeof Form>;

export function PasswordForm({
  onDone,
  submitLabel,
  currentLabel = 'Current password',
}: {
  onDone: () => void;
  submitLabel: string;
  currentLabel?: string | undefined;
}) {
  const form = useForm<Form>({
    resolver: zodResolver(Form),
    defaultValues: { currentPassword: '', newPassword: '', again: '' },
  });
  const [submitError, setSubmitError] = useState<string>();
  const change = useMutation(changePassword());
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ currentPassword, newPassword }) => {
    setSubmitError(undefined);
    try {
      await change.mutateAsync({ currentPassword, newPassword });
      form.reset();
      onDone();
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['currentPassword', 'newPassword']));
    }
  });
  return (
    <form
      // Sent before the page's program has loaded, it must not put what was typed into the address.
      method="post"
      noValidate
      // What was wrong with the last try is no longer said of what is typed now.
      onChange={() => setSubmitError(undefined)}
      onSubmit={(event) => void submit(event)}
      className="grid max-w-sm gap-4"
    >
      <Field label={currentLabel} error={errors.currentPassword?.message}>
        {(control) => (
          <Input {...control} {...form.register('currentPassword')} type="password" autoComplete="current-password" />
        )}
      </Field>
      <Field
        label="New password"
        error={errors.newPassword?.message}
        hint={`At least ${PASSWORD_MIN} characters. A sentence is easier to remember than signs.`}
      >
        {(control) => (
          <Input {...control} {...form.register('newPassword')} type="password" autoComplete="new-password" />
        )}
      </Field>
      <Field label="New password again" error={errors.again?.message}>
        {(control) => <Input {...control} {...form.register('again')} type="password" autoComplete="new-password" />}
      </Field>
      <SubmitError sentence={submitError} />
      <Button variant="primary" type="submit" pending={change.isPending} className="justify-self-start">
        {submitLabel}
      </Button>
    </form>
  );
}
