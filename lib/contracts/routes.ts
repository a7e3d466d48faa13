import { accountingRoutes } from './routes/accounting';
import { alarmRoutes } from './routes/alarms';
import { auditRoutes } from './routes/audit';
import { benchmarkAnalysisRoutes } from './routes/benchmark-analysis';
import { benchmarkDefinitionRoutes } from './routes/benchmark-definitions';
import { benchmarkExportRoutes } from './routes/benchmark-exports';
import { benchmarkImportRoutes } from './routes/benchmark-imports';
import { benchmarkRoutes } from './routes/benchmarks';
import { campaignRoutes } from './routes/campaigns';
import { coldMoveRoutes } from './routes/cold-moves';
import { consoleRoutes } from './routes/consoles';
import { domainMakingRoutes } from './routes/domain-making';
import { domainRoutes } from './routes/domains';
import { eventRoutes } from './routes/events';
import { glueRoutes } from './routes/glue';
import { guestDriftRoutes } from './routes/guest-drift';
import { hostRoutes } from './routes/hosts';
import { imageTrustRoutes } from './routes/image-trust';
import { imageRoutes } from './routes/images';
import { leaseNoticeRoutes } from './routes/lease-notices';
import { leaseRoutes } from './routes/leases';
import { maintenanceRoutes } from './routes/maintenances';
import { migrationRoutes } from './routes/migrations';
import { operationRoutes } from './routes/operations';
import { planRoutes } from './routes/plans';
import { poolRoutes } from './routes/pools';
import { probeRoutes } from './routes/probes';
import { recoveryRoutes } from './routes/recovery';
import { scheduleRoutes } from './routes/schedules';
import { sessionRoutes } from './routes/session';
import { technologyRoutes } from './routes/technologies';
import { siteImportRoutes } from './routes/site-imports';
import { siteRoutes } from './routes/sites';
import { testbedRoutes } from './routes/testbed';
import { tokenRoutes } from './routes/tokens';
import { userRoutes } from './routes/users';
import { voRoutes } from './routes/vos';

/**
 * Every route of the API, once: handlers parse and encode by it, the OpenAPI document is made from it, and a test
 * compares it with the files under `app/api`. The document keeps this order.
 */
export const routes = {
  ...sessionRoutes,
  ...testbedRoutes,
  ...hostRoutes,
  ...domainRoutes,
  ...domainMakingRoutes,
  ...consoleRoutes,
  ...migrationRoutes,
  ...coldMoveRoutes,
  ...benchmarkRoutes,
  ...benchmarkAnalysisRoutes,
  ...benchmarkDefinitionRoutes,
  ...benchmarkExportRoutes,
  ...benchmarkImportRoutes,
  ...scheduleRoutes,
  ...planRoutes,
  ...siteRoutes,
  ...recoveryRoutes,
  ...probeRoutes,
  ...imageRoutes,
  ...campaignRoutes,
  ...leaseRoutes,
  ...accountingRoutes,
  ...voRoutes,
  ...maintenanceRoutes,
  ...leaseNoticeRoutes,
  ...poolRoutes,
  ...imageTrustRoutes,
  ...guestDriftRoutes,
  ...technologyRoutes,
  ...glueRoutes,
  ...siteImportRoutes,
  ...operationRoutes,
  ...eventRoutes,
  ...alarmRoutes,
  ...auditRoutes,
  ...userRoutes,
  ...tokenRoutes,
} as const;
export type RouteId = keyof typeof routes;

type Keeping = {
  [Id in RouteId]: (typeof routes)[Id] extends { readonly method: 'GET' } | { readonly keepsNothing: true }
    ? never
    : Id;
}[RouteId];
/** What stands in the audit: whatever changes something, and a read that takes a disk away. */
export type AuditedRouteId = Keeping | 'readKeptDisk';
