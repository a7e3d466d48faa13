'use client';
import { useQuery } from '@tanstack/react-query';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { ErrorState } from '@/components/status/view-states';
import { sessionQuery } from '@/lib/client/queries/session';
import { USER_ROLE_LABELS } from '@/lib/domain/access';
import { PasswordForm } from './password-form';
import { TokenList } from './token-list';

/** Who one is, the password, the tokens. */
export function AccountPage() {
  const query = useQuery(sessionQuery());
  const session = query.data;
  if (query.isError) {
    return <ErrorState asPage error={query.error} what="your account" onRetry={() => void query.refetch()} />;
  }
  return (
    <div className="max-w-3xl">
      <PageHeader title="Account" />
      {session === undefined ? (
        <output aria-label="Loading your account" className="grid gap-2">
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} className="h-5 w-80" />
          ))}
        </output>
      ) : (
        <div className="grid gap-8">
          <DescriptionList
            items={[
              { term: 'Name', value: session.name },
              { term: 'E-mail', value: session.email },
              { term: 'Role', value: USER_ROLE_LABELS[session.role] },
              { term: 'VOs', value: session.vos === null ? 'all' : session.vos.join(', ') },
              { term: 'Scopes', value: <span className="font-mono text-xs">{session.scopes.join(', ')}</span> },
            ]}
          />
          {session.scopes.includes('tokens:own') ? <TokenList scopes={session.scopes} /> : null}
          <section aria-labelledby="password" className="grid gap-3">
            <h2 id="password" className="text-lg font-semibold">
              Password
            </h2>
            <PasswordForm
              submitLabel="Change password"
              onDone={() => toast.done('Password changed', { detail: 'Other sessions of this account have ended.' })}
            />
          </section>
        </div>
      )}
    </div>
  );
}
