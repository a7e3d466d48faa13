import { z } from 'zod';
import {
  DrainPlan,
  ListPlansQuery,
  Plan,
  PlanDrain,
  PlanIdSchema,
  PlanPage,
  PlanRebalance,
  RebalancePlan,
  Replan,
  ResumePlan,
  WhatIfPlan,
} from '../plans';
import { RebalanceSettings, UpdateRebalanceSettings } from '../rebalance-settings';
import { AskWhatIf } from '../what-if';
import { HostParams, route, v1 } from './route';

const PlanParams = z.object({ id: PlanIdSchema });
/** Of a plan that was read before: what was approved is what was read. */
const deed = {
  method: 'POST',
  tag: 'Plans',
  access: 'hosts:write',
  params: PlanParams,
  response: Plan,
  status: 200,
  versioned: true,
} as const;

export const planRoutes = {
  listPlans: route({
    id: 'listPlans',
    method: 'GET',
    path: `${v1}/plans`,
    tag: 'Plans',
    summary: 'Plans, newest first, with how far each has come',
    access: 'hosts:read',
    query: ListPlansQuery,
    response: PlanPage,
    status: 200,
  }),
  planDrain: route({
    id: 'planDrain',
    method: 'POST',
    path: `${v1}/hosts/{id}/drain-plans`,
    tag: 'Plans',
    summary: 'Plan the emptying of a host: a document to be read; nothing is moved before it is approved',
    access: 'hosts:write',
    params: HostParams,
    body: PlanDrain,
    response: DrainPlan,
    status: 201,
  }),
  planRebalance: route({
    id: 'planRebalance',
    method: 'POST',
    path: `${v1}/rebalance-plans`,
    tag: 'Plans',
    summary:
      'Recommend few moves that level how hosts are used: a document to be read; nothing is moved before it is approved',
    access: 'hosts:write',
    body: PlanRebalance,
    response: RebalancePlan,
    status: 201,
  }),
  askWhatIf: route({
    id: 'askWhatIf',
    method: 'POST',
    path: `${v1}/what-if-plans`,
    tag: 'Plans',
    summary:
      'Say what would be if hosts went or came, domains came, or a span of the past happened again: a document to be read; nothing is done by it',
    access: 'hosts:write',
    body: AskWhatIf,
    response: WhatIfPlan,
    status: 201,
  }),
  getRebalanceSettings: route({
    id: 'getRebalanceSettings',
    method: 'GET',
    path: `${v1}/rebalance-settings`,
    tag: 'Plans',
    summary: 'How hosts are levelled where nobody asks, and what became of the last look',
    access: 'hosts:read',
    response: RebalanceSettings,
    status: 200,
  }),
  updateRebalanceSettings: route({
    id: 'updateRebalanceSettings',
    method: 'PATCH',
    path: `${v1}/rebalance-settings`,
    tag: 'Plans',
    summary: 'Change them; what is done by them goes by your account from then on',
    access: 'hosts:write',
    body: UpdateRebalanceSettings,
    response: RebalanceSettings,
    status: 200,
    versioned: true,
  }),
  getPlan: route({
    id: 'getPlan',
    method: 'GET',
    path: `${v1}/plans/{id}`,
    tag: 'Plans',
    summary:
      'One plan, of a drain, a rebalance or a what-if: what is done with each domain, why, what stands in the way, how far it is',
    access: 'hosts:read',
    params: PlanParams,
    response: Plan,
    status: 200,
  }),
  replan: route({
    ...deed,
    id: 'replan',
    path: `${v1}/plans/{id}/replan`,
    summary:
      'Plan again what is still to be done, by the hosts as they are now or by other choices; says what that changes',
    body: Replan,
  }),
  approvePlan: route({
    ...deed,
    id: 'approvePlan',
    path: `${v1}/plans/{id}/approve`,
    summary: 'Carry it out by your account. Refused where the hosts are no longer as it says; it is planned again then',
  }),
  pausePlan: route({
    ...deed,
    id: 'pausePlan',
    path: `${v1}/plans/{id}/pause`,
    summary: 'Begin nothing more for now; what is under way ends',
  }),
  resumePlan: route({
    ...deed,
    id: 'resumePlan',
    path: `${v1}/plans/{id}/resume`,
    summary: 'Go on by your account; what has failed is tried again',
    body: ResumePlan,
  }),
  cancelPlan: route({
    ...deed,
    id: 'cancelPlan',
    path: `${v1}/plans/{id}/cancel`,
    summary: 'Begin nothing more; what waits in a queue is taken back, what is under way ends',
  }),
  returnPlan: route({
    ...deed,
    id: 'returnPlan',
    path: `${v1}/plans/{id}/return`,
    summary: 'End the maintenance and bring home what a drain moved or shut down, by your account',
  }),
} as const;
