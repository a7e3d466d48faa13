import { z } from 'zod';
import {
  AnnounceMaintenance,
  AnswerMaintenance,
  CancelMaintenance,
  ListMaintenancesQuery,
  Maintenance,
  MaintenanceIdSchema,
  MaintenancePage,
} from '../maintenances';
import { route, v1 } from './route';

const params = z.object({ id: MaintenanceIdSchema });
const tag = 'Maintenance';

export const maintenanceRoutes = {
  listMaintenances: route({
    id: 'listMaintenances',
    method: 'GET',
    path: `${v1}/maintenances`,
    tag,
    summary: 'Maintenance of hosts, the latest begin first; who is bound to VOs sees what those were told of',
    access: 'leases:read',
    query: ListMaintenancesQuery,
    response: MaintenancePage,
    status: 200,
  }),
  announceMaintenance: route({
    id: 'announceMaintenance',
    method: 'POST',
    path: `${v1}/maintenances`,
    tag,
    summary: 'Announce work on a host to the VOs that have domains there, or leases that are bound to it',
    access: 'leases:approve',
    body: AnnounceMaintenance,
    response: Maintenance,
    status: 201,
  }),
  getMaintenance: route({
    id: 'getMaintenance',
    method: 'GET',
    path: `${v1}/maintenances/{id}`,
    tag,
    summary: 'One maintenance, and what each VO said to it',
    access: 'leases:read',
    params,
    response: Maintenance,
    status: 200,
  }),
  answerMaintenance: route({
    id: 'answerMaintenance',
    method: 'POST',
    path: `${v1}/maintenances/{id}/answer`,
    tag,
    summary: 'Consent for a VO, or put it off once, within what was announced',
    access: 'leases:request',
    params,
    body: AnswerMaintenance,
    response: Maintenance,
    status: 200,
  }),
  cancelMaintenance: route({
    id: 'cancelMaintenance',
    method: 'POST',
    path: `${v1}/maintenances/{id}/cancel`,
    tag,
    summary: 'Say that it does not take place, or is over earlier',
    access: 'leases:approve',
    params,
    body: CancelMaintenance,
    response: Maintenance,
    status: 200,
  }),
} as const;
