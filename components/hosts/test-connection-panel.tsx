'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { testConnection } from '@/lib/client/mutations/hosts';
import { operationQuery } from '@/lib/client/queries/operations';
import type { OperationDetail } from '@/lib/contracts/operations';
import { isFinished } from '@/lib/domain/operation';
import type { z } from 'zod';

/** While a test runs and the live stream is silent, its operation is asked this often. */
const FOLLOW_MS = 1000;

/** Tries the address as it is typed, without keeping it. Keyed by the address: another address forgets the answer. */
export function TestConnectionPanel({
  uri,
  credentials,
  onRefused,
}: {
  readonly uri: string;
  readonly credentials: { username?: string; password?: string } | undefined;
  /** Puts what is wrong with a field at that field, and gives back what is left to say here. */
  readonly onRefused: (error: unknown) => string | undefined;
}) {
  const [refusal, setRefusal] = useState<string>();
  const test = useMutation({
    ...testConnection(),
    onMutate: () => setRefusal(undefined),
    onError: (error) => setRefusal(onRefused(error)),
  });
  const id = test.data?.operation.id;
  const { data: operation } = useQuery({
    ...operationQuery(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data !== undefined && isFinished(state.data.state) ? false : FOLLOW_MS),
  });
  const running = test.isPending || (id !== undefined && (operation === undefined || !isFinished(operation.state)));
  return (
    <div className="grid justify-items-start gap-2">
      <Button
        pending={running}
        disabledReason={uri.trim() === '' ? 'Give the address first.' : undefined}
        onClick={() =>
          test.mutate({
            idempotencyKey: newIdempotencyKey(),
            body: { uri: uri.trim(), ...(credentials === undefined ? {} : { credentials }) },
          })
        }
      >
        <PlugZap aria-hidden />
        Test connection
      </Button>
      <div aria-live="polite" className="w-full">
        <SubmitError sentence={refusal} />
        {running ? (
          <p className="text-sm text-muted">{operation?.steps.at(-1)?.title ?? 'The agent tries it'}</p>
        ) : null}
        {operation === undefined || running ? null : <Outcome operation={operation} />}
      </div>
    </div>
  );
}

function Outcome({ operation }: { readonly operation: z.infer<typeof OperationDetail> }) {
  if (operation.state !== 'succeeded') {
    return (
      <Banner kind="trouble">
        {operation.error?.message ?? `The test was ${operation.state}.`}
        {operation.error?.native ? (
          <code className="mt-1 block font-mono text-xs">{operation.error.native}</code>
        ) : null}
      </Banner>
    );
  }
  const facts = Object.entries(operation.result ?? {}).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return (
    <Banner kind="good">
      It answers.
      {facts.length === 0 ? null : (
        <DescriptionList className="mt-1" items={facts.map(([term, value]) => ({ term, value }))} />
      )}
    </Banner>
  );
}
