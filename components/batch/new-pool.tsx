'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { LinkButton } from '@/components/ui/link-button';
import { ForbiddenState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { createPool } from '@/lib/client/mutations/pools';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { FIRST_POOL } from './pool-draft';
import { PoolForm } from './pool-form';

/** Makes a pool, whose domains are made by the account of whoever saves it. */
export function NewPool() {
  const router = useRouter();
  const create = useMutation(createPool());
  const refused = useScopeRefusal('batch:write');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader title="New pool" meta={<InlineLink href={pages.batch()}>All pools</InlineLink>} />
      <PoolForm
        initial={FIRST_POOL}
        saveLabel="Create pool"
        pending={create.isPending}
        error={create.error}
        onSave={(pool) => create.mutate(pool, { onSuccess: ({ id }) => router.push(pages.pool(id)) })}
        cancel={<LinkButton href={pages.batch()}>Cancel</LinkButton>}
      />
    </>
  );
}
