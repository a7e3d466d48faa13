'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ApiError } from '@/lib/client/answer';
import { signIn } from '@/lib/client/mutations/session';
import { AppError } from '@/lib/domain/errors';
import { formatDuration } from '@/lib/utils/time';

const Form = z.object({
  email: z.string().trim().min(1, 'Type your e-mail address.'),
  password: z.string().min(1, 'Type your password.'),
});
type Form = z.infer<typeof Form>;

/** Signs in and goes to `next`, a path of this site that the page has checked. */
export function LoginForm({ next }: { next: string }) {
  const router = useRouter();
  const form = useForm<Form>({ resolver: zodResolver(Form), defaultValues: { email: '', password: '' } });
  const [submitError, setSubmitError] = useState<string>();
  const enter = useMutation(signIn());
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      await enter.mutateAsync(values);
      router.replace(next);
    } catch (error) {
      setSubmitError(explain(error) ?? applyServerError(form, error, ['email', 'password']));
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
      className="grid gap-4"
    >
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => (
          // The one thing to do on this page, reached by an own wish: the cursor waits where one types.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          <Input {...control} {...form.register('email')} type="email" autoComplete="username" autoFocus />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(control) => (
          <Input {...control} {...form.register('password')} type="password" autoComplete="current-password" />
        )}
      </Field>
      <SubmitError sentence={submitError} />
      <Button variant="primary" type="submit" pending={enter.isPending || enter.isSuccess}>
        Sign in
      </Button>
    </form>
  );
}

/** What a reader can do about a refused sign-in. Which of the two words was wrong is nobody's business. */
function explain(error: unknown): string | undefined {
  if (AppError.is(error, 'unauthenticated')) {
    return 'E-mail address and password do not match. Check both; an administrator can reset the password.';
  }
  if (AppError.is(error, 'rate-limited')) {
    const wait = error instanceof ApiError ? error.retryAfterSeconds : undefined;
    return `Too many tries. Wait ${wait === undefined ? 'a minute' : formatDuration(wait * 1000)}, then try again.`;
  }
  return undefined;
}
