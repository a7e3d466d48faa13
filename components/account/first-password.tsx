'use client';
import { PasswordForm } from './password-form';

/** The one-time password has done its work. With an own one the session changes, and the shell shows the rest. */
export function FirstPassword() {
  return (
    <div className="mx-auto grid max-w-sm gap-4 py-8">
      <div>
        <h1 className="text-xl font-semibold">Choose your password</h1>
        <p className="mt-1 text-sm text-muted">
          You signed in with a one-time password. Choose your own to go on; other sessions of this account end.
        </p>
      </div>
      <PasswordForm onDone={() => undefined} submitLabel="Set password" />
    </div>
  );
}
