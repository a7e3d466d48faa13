import { z } from 'zod';
import { ListLossesQuery, Loss, LossDeedBody, LossIdSchema, LossPage, Survival } from '../recovery';
import { route, v1 } from './route';

const LossParams = z.object({ id: LossIdSchema });
/** Of a loss that was read before: what is confirmed is what was read. */
const deed = {
  method: 'POST',
  tag: 'Recovery',
  access: 'hosts:write',
  params: LossParams,
  body: LossDeedBody,
  response: Loss,
  status: 200,
  versioned: true,
} as const;

export const recoveryRoutes = {
  getSurvival: route({
    id: 'getSurvival',
    method: 'GET',
    path: `${v1}/recovery/survival`,
    tag: 'Recovery',
    summary:
      'N+1: whether each class of hosts survives the loss of any one of them, and which domains would find no place',
    access: 'hosts:read',
    response: Survival,
    status: 200,
  }),
  listLosses: route({
    id: 'listLosses',
    method: 'GET',
    path: `${v1}/losses`,
    tag: 'Recovery',
    summary: 'Hosts that were suspected or lost, newest first',
    access: 'hosts:read',
    query: ListLossesQuery,
    response: LossPage,
    status: 200,
  }),
  getLoss: route({
    id: 'getLoss',
    method: 'GET',
    path: `${v1}/losses/{id}`,
    tag: 'Recovery',
    summary: 'One loss: what is known, how it was decided and fenced, what becomes of each domain',
    access: 'hosts:read',
    params: LossParams,
    response: Loss,
    status: 200,
  }),
  declareLoss: route({
    ...deed,
    id: 'declareLoss',
    path: `${v1}/losses/{id}/declare`,
    summary: 'Say that the host is lost, where the rules do not decide',
  }),
  fenceLoss: route({
    ...deed,
    id: 'fenceLoss',
    path: `${v1}/losses/{id}/fence`,
    summary: 'Switch the host off once more, after an attempt that failed',
  }),
  confirmLoss: route({
    ...deed,
    id: 'confirmLoss',
    path: `${v1}/losses/{id}/confirm-off`,
    summary: 'Confirm that the host is off: its domains are started elsewhere from then on',
  }),
  retryLoss: route({
    ...deed,
    id: 'retryLoss',
    path: `${v1}/losses/{id}/retry`,
    summary: 'Start once more what failed to start',
  }),
  dismissLoss: route({
    ...deed,
    id: 'dismissLoss',
    path: `${v1}/losses/{id}/dismiss`,
    summary: 'Say that the host is not lost; it is suspected anew when it answers and falls silent again',
  }),
  finishLoss: route({
    ...deed,
    id: 'finishLoss',
    path: `${v1}/losses/{id}/finish`,
    summary: 'End it: what has not been started elsewhere by now is not',
  }),
} as const;
