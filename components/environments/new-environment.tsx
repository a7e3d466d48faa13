'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ForbiddenState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { createEnvironment } from '@/lib/client/mutations/environments';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { FIRST_ENVIRONMENT } from './environment-draft';
import { EnvironmentForm } from './environment-form';

/** Offers an environment of a new name. */
export function NewEnvironment() {
  const router = useRouter();
  const [name, setName] = useState('');
  const create = useMutation(createEnvironment());
  const refused = useScopeRefusal('environments:write');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader
        title="New environment"
        meta={<InlineLink href={pages.environments()}>All environments</InlineLink>}
      />
      <EnvironmentForm
        initial={FIRST_ENVIRONMENT}
        name={name}
        onName={setName}
        saveLabel="Offer environment"
        pending={create.isPending}
        error={create.error}
        refused={name.trim() === '' ? 'Give it a name.' : undefined}
        onSave={(body) =>
          create.mutate({ name: name.trim(), body }, { onSuccess: ({ id }) => router.push(pages.environment(id)) })
        }
      />
    </>
  );
}
