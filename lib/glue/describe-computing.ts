import { describeEnvironments } from './describe-environments';
import { glueId, type VoGroup } from './glue-ids';
import { accessPolicies, endpointAttributes, mappingPolicies, otherInfo, serviceCore } from './describe-service';
import { UNDEFINED_TEXT, type GlueEntry } from './glue-entry';
import type { GlueDomain, GlueWorld } from './glue-world';

/** The slots of all worker nodes; undefined where a single one is not known, since a sum without it would be wrong. */
interface Slots {
  readonly total: number;
  readonly jobs: number;
  readonly free: number;
  readonly open: boolean;
}

/** The computing that a VO finds here: nothing without a CE, one service whatever number of CEs there is. */
export function describeComputing(world: GlueWorld, group: VoGroup): readonly GlueEntry[] {
  const { site } = world;
  const elements = group.domains.filter(({ roles }) => roles.includes('CE'));
  if (elements.length === 0) return [];
  const workers = group.domains.filter(({ roles }) => roles.includes('WN'));
  const id = glueId(site, 'ce', group.key);
  const [shareId, managerId] = [glueId(site, 'share', group.key), glueId(site, 'manager', group.key)];
  const slots = slotsOf(workers);
  const endpoints = elements.flatMap((element) =>
    element.endpoints.map((endpoint, index): GlueEntry => ({
      class: 'ComputingEndpoint',
      id: glueId(site, 'endpoint', element.id, String(index)),
      attributes: {
        ...endpointAttributes(site, endpoint, id, servingState([element], slots)),
        GLUE2EndpointCapability: ['executionmanagement.jobexecution'],
        GLUE2ComputingEndpointComputingServiceForeignKey: id,
      },
      children: accessPolicies(site, group, glueId(site, 'endpoint', element.id, String(index))),
    })),
  );
  const environments = describeEnvironments(world, group, workers, managerId);
  const jobs = slots?.jobs;
  return [
    {
      class: 'ComputingService',
      id,
      attributes: {
        ...serviceCore(world, group, elements),
        GLUE2ServiceCapability: ['executionmanagement.jobexecution'],
        GLUE2ServiceComplexity: `endpointType=${new Set(endpoints.map(interfaceOf)).size}, share=1, resource=${environments.length}`,
        GLUE2ComputingServiceRunningJobs: jobs,
      },
      children: [
        ...endpoints,
        {
          class: 'ComputingShare',
          id: shareId,
          attributes: {
            GLUE2EntityName: group.vo,
            GLUE2EntityOtherInfo: otherInfo(elements),
            GLUE2ShareServiceForeignKey: id,
            GLUE2ShareEndpointForeignKey: endpoints.map((endpoint) => endpoint.id),
            GLUE2ShareResourceForeignKey: environments.map((environment) => environment.id),
            GLUE2ComputingShareServingState: servingState(elements, slots),
            GLUE2ComputingShareRunningJobs: jobs,
            GLUE2ComputingShareUsedSlots: jobs,
            GLUE2ComputingShareFreeSlots: slots?.free,
            GLUE2ComputingShareExecutionEnvironmentForeignKey: environments.map((environment) => environment.id),
          },
          children: mappingPolicies(site, group, shareId),
        },
        {
          class: 'ComputingManager',
          id: managerId,
          attributes: {
            GLUE2EntityOtherInfo: otherInfo(workers),
            GLUE2ManagerProductName: productOf(workers),
            GLUE2ManagerServiceForeignKey: id,
            GLUE2ComputingManagerComputingServiceForeignKey: id,
            GLUE2ComputingManagerTotalLogicalCPUs: workers.reduce((sum, worker) => sum + worker.vcpus, 0),
            GLUE2ComputingManagerTotalSlots: slots?.total,
            GLUE2ComputingManagerSlotsUsedByGridJobs: jobs,
            GLUE2ComputingManagerHomogeneous: environments.length <= 1,
          },
          children: environments,
        },
      ],
    },
  ];
}

const interfaceOf = (endpoint: GlueEntry): string => String(endpoint.attributes['GLUE2EndpointInterfaceName']);

function slotsOf(workers: readonly GlueDomain[]): Slots | undefined {
  const known = workers.flatMap(({ slots }) => (slots === undefined ? [] : [slots]));
  if (known.length === 0 || known.length < workers.length) return undefined;
  const sum = (of: (each: (typeof known)[number]) => number): number =>
    known.reduce((total, each) => total + of(each), 0);
  return {
    total: sum(({ slots }) => slots),
    jobs: sum(({ jobs }) => jobs),
    free: sum(({ slots, jobs, open }) => (open ? Math.max(0, slots - jobs) : 0)),
    open: known.some(({ open }) => open),
  };
}

/**
 * ServingState_t: `production` takes jobs and runs them, `draining` runs those that it has, `closed` does neither. What a batch
 * system does not say of its slots does not close a share.
 */
function servingState(elements: readonly GlueDomain[], slots: Slots | undefined): 'production' | 'draining' | 'closed' {
  const served = elements.some(({ running, host }) => running && host?.available !== false);
  if (slots?.open === false) return slots.jobs > 0 && served ? 'draining' : 'closed';
  return served ? 'production' : 'closed';
}

function productOf(workers: readonly GlueDomain[]): string {
  const systems = new Set(workers.flatMap(({ slots }) => (slots === undefined ? [] : [slots.system])));
  return systems.size === 0 ? UNDEFINED_TEXT : [...systems].toSorted().join(', ');
}
