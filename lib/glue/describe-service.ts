/** What computing and storage services have in common. */
import { glueId, type VoGroup } from './glue-ids';
import { glueInstant, UNDEFINED_TEXT, type GlueEntry, type GlueValue } from './glue-entry';
import type { GlueDomain, GlueEndpoint, GlueSite, GlueWorld } from './glue-world';

/** Said of everything that has a simulated domain in it: nothing of that runs. */
export const SIMULATED = 'Simulated=true';

/** `Key=value` as GLUE's OtherInfo has it: what is simulated, and the names of the domains for those who may know them. */
export const otherInfo = (domains: readonly GlueDomain[]): readonly string[] => [
  ...(domains.some(({ simulated }) => simulated) ? [SIMULATED] : []),
  ...domains.flatMap(({ name }) => (name === undefined ? [] : [`Domain=${name}`])),
];

/** Attributes of any service. What software answers there is not known, and its type is the name of just that. */
export const serviceCore = (
  { site, at }: GlueWorld,
  { vo }: VoGroup,
  domains: readonly GlueDomain[],
): Record<string, GlueValue> => ({
  GLUE2EntityName: vo,
  GLUE2EntityCreationTime: glueInstant(at),
  GLUE2EntityOtherInfo: otherInfo(domains),
  GLUE2ServiceType: UNDEFINED_TEXT,
  GLUE2ServiceQualityLevel: domains.some(({ simulated }) => simulated) ? 'development' : site.quality,
  GLUE2ServiceAdminDomainForeignKey: site.id,
});

export const endpointAttributes = (
  site: GlueSite,
  { url, interfaceName, health, healthInfo }: GlueEndpoint,
  serviceId: string,
  serving: 'production' | 'draining' | 'closed',
): Record<string, GlueValue> => ({
  GLUE2EndpointURL: url,
  GLUE2EndpointInterfaceName: interfaceName,
  GLUE2EndpointQualityLevel: site.quality,
  GLUE2EndpointHealthState: health,
  GLUE2EndpointHealthStateInfo: healthInfo,
  GLUE2EndpointServingState: serving,
  GLUE2EndpointServiceForeignKey: serviceId,
});

/** Who may use a share: its VO. Of none, nobody is named. */
export const mappingPolicies = (site: GlueSite, group: VoGroup, shareId: string): readonly GlueEntry[] =>
  group.vo === undefined
    ? []
    : [
        {
          class: 'MappingPolicy',
          id: `${shareId}:mapping`,
          attributes: { ...policyOf(group.vo), GLUE2MappingPolicyShareForeignKey: [shareId] },
          children: [],
        },
      ];

/** Who may ask an endpoint: the VO of its domain. */
export const accessPolicies = (site: GlueSite, group: VoGroup, endpointId: string): readonly GlueEntry[] =>
  group.vo === undefined
    ? []
    : [
        {
          class: 'AccessPolicy',
          id: glueId(site, 'access', endpointId),
          attributes: { ...policyOf(group.vo), GLUE2AccessPolicyEndpointForeignKey: [endpointId] },
          children: [],
        },
      ];

/** PolicyScheme_t `basic` of GFD.147, whose rules name VOs and FQANs. */
const policyOf = (vo: string): Record<string, GlueValue> => ({
  GLUE2PolicyScheme: 'basic',
  GLUE2PolicyRule: [`vo:${vo}`],
});
