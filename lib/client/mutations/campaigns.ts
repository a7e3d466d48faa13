import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { campaignKeys } from '@/lib/client/query-keys/campaigns';
import {
  CampaignDefinitionDetail,
  CampaignDetail,
  type CancelCampaign,
  type RunCampaign,
  type WriteCampaign,
} from '@/lib/contracts/campaigns';
import { api } from '@/lib/utils/paths';

const keepDefinition = (client: QueryClient, definition: CampaignDefinitionDetail): void => {
  client.setQueryData(campaignKeys.definition(definition.id), definition);
  // The versions before it say of themselves that they are old now.
  void client.invalidateQueries({ queryKey: campaignKeys.all() });
};
const keepCampaign = (client: QueryClient, campaign: CampaignDetail): void => {
  client.setQueryData(campaignKeys.detail(campaign.id), campaign);
  void client.invalidateQueries({ queryKey: campaignKeys.all() });
};

export const createCampaignDefinition = () =>
  mutationOptions({
    mutationFn: (body: WriteCampaign) =>
      sendJson('POST', api.campaignDefinitions(), CampaignDefinitionDetail, { body }),
    onSuccess: (definition, _body, _kept, { client }) => keepDefinition(client, definition),
  });

/** `id`: of the version that was changed; `conflict` when somebody else was faster. */
export const addCampaignVersion = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: WriteCampaign }) =>
      sendJson('POST', api.campaignVersions(id), CampaignDefinitionDetail, { body }),
    onSuccess: (definition, _body, _kept, { client }) => keepDefinition(client, definition),
  });

export const runCampaign = () =>
  mutationOptions({
    // Safe because of the key: however often it is sent, it is one campaign.
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({
      id,
      idempotencyKey,
      body,
    }: {
      readonly id: string;
      readonly idempotencyKey: string;
      readonly body: RunCampaign;
    }) => sendJson('POST', api.runCampaign(id), CampaignDetail, { body, idempotencyKey }),
    onSuccess: (campaign, _command, _kept, { client }) => keepCampaign(client, campaign),
  });

export const cancelCampaign = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: CancelCampaign }) =>
      sendJson('POST', api.cancelCampaign(id), CampaignDetail, { body }),
    onSuccess: (campaign, _command, _kept, { client }) => keepCampaign(client, campaign),
  });
