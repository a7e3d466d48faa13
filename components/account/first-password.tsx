'use client';
import { useMutation } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { signOut } from '@/lib/client/mutations/session';
import { pages } from '@/lib/utils/paths';
import { PasswordForm } from './password-form';

/** The one-time password has done its work. With an own one the session changes, and the shell shows the rest. */
export function FirstPassword() {
  useTitle('Choose your password · Gridbox');
  const leave = useMutation({
    ...signOut(),
    onSuccess: () => window.location.assign(pages.login()),
    onError: (error) => toast.failed(errorSentence(error)),
  });
  return (
    <div className="mx-auto grid max-w-sm gap-4 py-8">
      <div>
        <h1 className="text-xl font-semibold">Choose your password</h1>
        <p className="mt-1 text-sm text-muted">
          You signed in with a one-time password. Choose your own to go on; other sessions of this account end.
        </p>
      </div>
      <PasswordForm onDone={() => undefined} submitLabel="Set password" currentLabel="One-time password" />
      <Button
        variant="ghost"
        className="justify-self-start"
        pending={leave.isPending || leave.isSuccess}
        onClick={() => leave.mutate()}
      >
        <LogOut aria-hidden />
        Sign out
      </Button>
    </div>
  );
}

/** It stands in place of whichever page was asked for, whose own title may still arrive after it. */
function useTitle(title: string): void {
  // Outside: the document's head.
  useLayoutEffect(() => {
    let own = document.title;
    const keep = () => {
      if (document.title === title) return;
      own = document.title;
      document.title = title;
    };
    keep();
    const observer = new MutationObserver(keep);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      document.title = own;
    };
  }, [title]);
}
