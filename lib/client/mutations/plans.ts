import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { hostKeys } from '@/lib/client/query-keys/hosts';
import { planKeys } from '@/lib/client/query-keys/plans';
import { Plan, type PlanDrain, type PlanRebalance, type Replan, type ResumePlan } from '@/lib/contracts/plans';
import { RebalanceSettings, type UpdateRebalanceSettings } from '@/lib/contracts/rebalance-settings';
import type { AskWhatIf } from '@/lib/contracts/what-if';
import type { PlanDeed } from '@/lib/domain/plan';
import { api } from '@/lib/utils/paths';

const DEEDS: Record<Exclude<PlanDeed, 'replan'>, (id: string) => string> = {
  approve: api.approvePlan,
  pause: api.pausePlan,
  resume: api.resumePlan,
  cancel: api.cancelPlan,
  return: api.returnPlan,
};

/** Approved, sent home: a plan takes its host into maintenance and out of it. */
const keep = (client: QueryClient, plan: Plan): void => {
  client.setQueryData(planKeys.detail(plan.id), plan);
  void client.invalidateQueries({ queryKey: planKeys.lists() });
  if (plan.hostId !== null) void client.invalidateQueries({ queryKey: hostKeys.detail(plan.hostId) });
};

export const planDrain = () =>
  mutationOptions({
    mutationFn: ({ hostId, body }: { hostId: string; body: z.input<typeof PlanDrain> }) =>
      sendJson('POST', api.planDrain(hostId), Plan, { body }),
    onSuccess: (plan, _wish, _kept, { client }) => keep(client, plan),
  });

export const planRebalance = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof PlanRebalance>) => sendJson('POST', api.planRebalance(), Plan, { body }),
    onSuccess: (plan, _wish, _kept, { client }) => keep(client, plan),
  });

export const askWhatIf = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof AskWhatIf>) => sendJson('POST', api.askWhatIf(), Plan, { body }),
    onSuccess: (plan, _wish, _kept, { client }) => keep(client, plan),
  });

export const replan = () =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: z.input<typeof Replan> }) =>
      sendJson('POST', api.replan(id), Plan, { body, version }),
    onSuccess: (plan, _wish, _kept, { client }) => keep(client, plan),
  });

/** `version`: of the plan as it was read. Where it is not what it was, the answer is a conflict, and it is read again. */
export const actOnPlan = () =>
  mutationOptions({
    mutationFn: ({ id, version, deed }: { id: string; version: number; deed: Exclude<PlanDeed, 'replan'> }) =>
      sendJson('POST', DEEDS[deed](id), Plan, { version }),
    onSuccess: (plan, _deed, _kept, { client }) => keep(client, plan),
    onError: (_error, { id }, _kept, { client }) => void client.invalidateQueries({ queryKey: planKeys.detail(id) }),
  });

/** Resumes a drain that stands because jobs were not over in time, by what somebody has decided of their nodes. */
export const decideJobs = () =>
  mutationOptions({
    mutationFn: ({ id, version, jobs }: { id: string; version: number; jobs: ResumePlan['jobs'] }) =>
      sendJson('POST', api.resumePlan(id), Plan, { version, body: { jobs } }),
    onSuccess: (plan, _jobs, _kept, { client }) => keep(client, plan),
    onError: (_error, { id }, _kept, { client }) => void client.invalidateQueries({ queryKey: planKeys.detail(id) }),
  });

/** `version`: of the settings as they were read. */
export const updateRebalanceSettings = () =>
  mutationOptions({
    mutationFn: ({ version, body }: { version: number; body: z.input<typeof UpdateRebalanceSettings> }) =>
      sendJson('PATCH', api.rebalanceSettings(), RebalanceSettings, { body, version }),
    onSuccess: (settings, _wish, _kept, { client }) => client.setQueryData(planKeys.settings(), settings),
  });
