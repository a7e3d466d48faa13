import { AuditPage, ListAuditQuery } from '../access';
import { route, v1 } from './route';

export const auditRoutes = {
  listAudit: route({
    id: 'listAudit',
    method: 'GET',
    path: `${v1}/audit`,
    tag: 'Audit',
    summary: 'Who did what, newest first',
    access: 'audit:read',
    query: ListAuditQuery,
    response: AuditPage,
    status: 200,
  }),
} as const;
