'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, errorSentence, ErrorState } from '@/components/status/view-states';
import { SubmitError } from '@/components/form/submit-error';
import { useNow } from '@/components/ui/use-now';
import { revokeToken } from '@/lib/client/mutations/tokens';
import { tokensQuery } from '@/lib/client/queries/tokens';
import type { ApiToken } from '@/lib/contracts/access';
import type { Scope } from '@/lib/domain/access';
import { CreateTokenDialog } from './create-token-dialog';

/** One's own API tokens: what each may do, how long, when it was used last. */
export function TokenList({ scopes }: { scopes: readonly Scope[] }) {
  const query = useQuery(tokensQuery());
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  return (
    <section aria-labelledby="tokens" className="grid gap-3">
      <div className="flex items-center gap-4">
        <h2 id="tokens" className="grow text-lg font-semibold">
          API tokens
        </h2>
        <Button onClick={() => setCreating(true)}>
          <KeyRound aria-hidden />
          Create token
        </Button>
      </div>
      {query.isError ? (
        <ErrorState error={query.error} what="your tokens" onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <output aria-label="Loading your tokens" className="grid gap-2">
          {Array.from({ length: 3 }, (_, index) => (
            <Skeleton key={index} className="h-row" />
          ))}
        </output>
      ) : query.data.items.length === 0 ? (
        <EmptyState icon={KeyRound} title="No tokens yet">
          A token lets a script use the API as you, with the scopes you choose and until the day you choose.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {query.data.items.map((token) => (
            <Row key={token.id} token={token} onRevoke={() => setRevoking(token)} />
          ))}
        </ul>
      )}
      {creating ? <CreateTokenDialog scopes={scopes} onClose={() => setCreating(false)} /> : null}
      {revoking === undefined ? null : <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}

function Row({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const expired = useNow((now) => Date.parse(token.expiresAt) <= now, false);
  const ended = token.revokedAt !== null || expired;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5 text-sm">
      <div className="min-w-48 grow">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{token.name}</span>
          <code className="font-mono text-xs text-muted">{token.prefix}…</code>
          {token.revokedAt !== null ? (
            <Badge tone="off">revoked</Badge>
          ) : expired ? (
            <Badge tone="off">expired</Badge>
          ) : null}
        </div>
        <p className="text-xs break-words text-muted">{token.scopes.join(', ')}</p>
      </div>
      <dl className="flex gap-4 text-xs text-muted">
        <div>
          <dt className="inline">Used </dt>
          <dd className="inline">
            <Age at={token.lastUsedAt} />
          </dd>
        </div>
        {ended ? null : (
          <div>
            <dt className="inline">Ends </dt>
            <dd className="inline">
              <Age at={token.expiresAt} />
            </dd>
          </div>
        )}
      </dl>
      {ended ? null : (
        <Button size="sm" onClick={onRevoke} aria-label={`Revoke ${token.name}`}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const revoke = useMutation({ ...revokeToken(), onError: () => undefined });
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="sm"
      title={`Revoke ${token.name}`}
      description="Scripts that use it are refused from now on. This cannot be taken back."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            pending={revoke.isPending}
            onClick={() => revoke.mutate({ id: token.id }, { onSuccess: onClose })}
          >
            Revoke token
          </Button>
        </>
      }
    >
      <SubmitError sentence={revoke.isError ? errorSentence(revoke.error) : undefined} />
    </Dialog>
  );
}
