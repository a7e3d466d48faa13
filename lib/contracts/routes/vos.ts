import { z } from 'zod';
import { NameSchema } from '../common';
import { ListVoAuditQuery, VoAuditPage, VoBackOffs, VoWindow } from '../vos';
import { route, v1 } from './route';

const params = z.object({ vo: NameSchema });
const tag = 'VOs';

export const voRoutes = {
  getVo: route({
    id: 'getVo',
    method: 'GET',
    path: `${v1}/vos/{vo}`,
    tag,
    summary: 'What is of one VO: its leases and how fresh they are, its domains, its quota and what is left of it',
    access: 'leases:read',
    params,
    response: VoWindow,
    status: 200,
  }),
  listVoBackOffs: route({
    id: 'listVoBackOffs',
    method: 'GET',
    path: `${v1}/vos/{vo}/back-offs`,
    tag,
    summary: 'What of a VO is held back now, why, and when it is tried again',
    access: 'leases:read',
    params,
    response: VoBackOffs,
    status: 200,
  }),
  listVoAudit: route({
    id: 'listVoAudit',
    method: 'GET',
    path: `${v1}/vos/{vo}/audit`,
    tag,
    summary: 'Who changed what of a VO, the newest first; for its own people, and for who reads the audit',
    access: 'leases:read',
    params,
    query: ListVoAuditQuery,
    response: VoAuditPage,
    status: 200,
  }),
} as const;
