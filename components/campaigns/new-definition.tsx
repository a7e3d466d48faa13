'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { ForbiddenState } from '@/components/status/view-states';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { createCampaignDefinition } from '@/lib/client/mutations/campaigns';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { CAMPAIGN_EXAMPLE } from '@/lib/contracts/campaign-example';
import { pages } from '@/lib/utils/paths';
import { DefinitionEditor } from './definition-editor';

/** A campaign file of a new name, from the example. */
export function NewDefinition() {
  const router = useRouter();
  const refused = useScopeRefusal('campaigns:run');
  const create = useMutation(createCampaignDefinition());
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader title="New campaign file" />
      <DefinitionEditor
        initial={CAMPAIGN_EXAMPLE}
        saveLabel="Save campaign file"
        pending={create.isPending}
        error={create.error}
        onSave={(body) => create.mutate(body, { onSuccess: ({ id }) => router.push(pages.campaignDefinition(id)) })}
        cancel={<LinkButton href={pages.campaignDefinitions()}>Leave without saving</LinkButton>}
      />
    </>
  );
}
