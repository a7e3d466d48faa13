import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { siteKeys } from '@/lib/client/query-keys/sites';
import {
  type CreateSite,
  type ReviseSite,
  type RunSite,
  Site,
  SitePlan,
  SiteRun,
  SiteSecrets,
  type StoreSiteSecret,
} from '@/lib/contracts/sites';
import type { RunDeed } from '@/lib/domain/site-run';
import { api } from '@/lib/utils/paths';

const keep = (client: QueryClient, site: Site): void => {
  client.setQueryData(siteKeys.detail(site.id), site);
  void client.invalidateQueries({ queryKey: siteKeys.lists() });
  void client.invalidateQueries({ queryKey: siteKeys.drift(site.id) });
};

export const createSite = () =>
  mutationOptions({
    mutationFn: (body: CreateSite) => sendJson('POST', api.sites(), Site, { body }),
    onSuccess: (site, _body, _kept, { client }) => keep(client, site),
  });

/** `version`: that which the edit was made from; `conflict` when somebody else was faster. */
export const reviseSite = () =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { readonly id: string; readonly version: number; readonly body: ReviseSite }) =>
      sendJson('POST', api.siteRevisions(id), Site, { body, version }),
    onSuccess: async (site, _edit, _kept, { client }) => {
      keep(client, site);
      await client.invalidateQueries({ queryKey: siteKeys.detail(site.id) });
    },
  });

export const planSite = () =>
  mutationOptions({
    mutationFn: ({ id }: { readonly id: string }) => sendJson('POST', api.planSite(id), SitePlan),
    onSuccess: (_plan, { id }, _kept, { client }) => client.invalidateQueries({ queryKey: siteKeys.detail(id) }),
  });

export const removeSite = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
      sendJson('DELETE', api.site(id), z.undefined(), { version }),
    onSuccess: (_nothing, _site, _kept, { client }) => client.invalidateQueries({ queryKey: siteKeys.lists() }),
  });

export const storeSiteSecret = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: StoreSiteSecret }) =>
      sendJson('POST', api.siteSecrets(id), SiteSecrets, { body }),
    onSuccess: (secrets, { id }, _kept, { client }) => {
      client.setQueryData(siteKeys.secrets(id), secrets);
    },
  });

export const forgetSiteSecret = () =>
  mutationOptions({
    mutationFn: ({ id, name }: { readonly id: string; readonly name: string }) =>
      sendJson('DELETE', api.siteSecret(id, name), z.undefined()),
    onSuccess: (_nothing, { id }, _kept, { client }) => client.invalidateQueries({ queryKey: siteKeys.secrets(id) }),
  });

/** Where the testbed is not as the plan says any more the answer is a conflict, and the site has another plan. */
export const runSite = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: RunSite }) =>
      sendJson('POST', api.siteRuns(id), SiteRun, { body }),
    onSuccess: (run, _ask, _kept, { client }) => {
      client.setQueryData(siteKeys.run(run.id), run);
    },
    onSettled: (_run, _error, { id }, _kept, { client }) => client.invalidateQueries({ queryKey: siteKeys.detail(id) }),
  });

const RUN_DEEDS: Record<RunDeed, (id: string) => string> = {
  pause: api.pauseSiteRun,
  resume: api.resumeSiteRun,
  'roll-back': api.rollBackSiteRun,
  leave: api.leaveSiteRun,
};

/** `version`: of the run as it was read. */
export const actOnRun = () =>
  mutationOptions({
    mutationFn: ({ id, version, deed }: { readonly id: string; readonly version: number; readonly deed: RunDeed }) =>
      sendJson('POST', RUN_DEEDS[deed](id), SiteRun, { version }),
    onSuccess: (run, _deed, _kept, { client }) => {
      client.setQueryData(siteKeys.run(run.id), run);
      void client.invalidateQueries({ queryKey: siteKeys.detail(run.siteId) });
    },
    onError: (_error, { id }, _kept, { client }) => void client.invalidateQueries({ queryKey: siteKeys.run(id) }),
  });
