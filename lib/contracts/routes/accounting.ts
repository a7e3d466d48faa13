import {
  Accounting,
  AccountingQuery,
  AccountingSettingsBody,
  ExportAccountingQuery,
  SetVoShare,
  UpdateAccountingSettings,
  VoShareBody,
} from '../accounting';
import { route, v1 } from './route';

const tag = 'Accounting';

export const accountingRoutes = {
  getAccounting: route({
    id: 'getAccounting',
    method: 'GET',
    path: `${v1}/accounting`,
    tag,
    summary: 'What each VO used in some days, and its share: what it is to have and what it had',
    access: 'leases:read',
    query: AccountingQuery,
    response: Accounting,
    status: 200,
  }),
  exportAccounting: route({
    id: 'exportAccounting',
    method: 'GET',
    path: `${v1}/accounting/export`,
    tag,
    summary: 'The same as a file, domain by domain: CSV, or records as APEL has them of clouds',
    access: 'leases:read',
    query: ExportAccountingQuery,
    file: ['text/csv', 'text/plain'] as const,
    status: 200,
  }),
  setVoShare: route({
    id: 'setVoShare',
    method: 'POST',
    path: `${v1}/accounting/shares`,
    tag,
    summary: 'Say what share of the testbed a VO is to have',
    access: 'leases:approve',
    body: SetVoShare,
    response: VoShareBody,
    status: 200,
  }),
  updateAccountingSettings: route({
    id: 'updateAccountingSettings',
    method: 'POST',
    path: `${v1}/accounting/settings`,
    tag,
    summary: 'Say how use is reckoned: half-life, and by which benchmark it is normalised',
    access: 'leases:approve',
    body: UpdateAccountingSettings,
    response: AccountingSettingsBody,
    status: 200,
  }),
} as const;
