import { groupBy } from '@/lib/utils/group-by';
import type { GlueDomain, GlueSite } from './glue-world';

/** Identifiers have to be unique in the whole grid: the site's name is in each. @example glueId(site, 'ce', 'atlas') // 'urn:gridbox:CERN-PROD:ce:atlas' */
export const glueId = (site: GlueSite, ...parts: readonly string[]): string =>
  ['urn', 'gridbox', site.id, ...parts].join(':');

/** Of domains that belong to no VO, in identifiers. No VO can be called so: names of VOs are words. */
const NO_VO = '-';

/** Domains of one VO, or of none. */
export interface VoGroup {
  readonly vo: string | undefined;
  /** In identifiers. */
  readonly key: string;
  readonly domains: readonly GlueDomain[];
}

/** In the order of the VOs' names, and of the domains' identifiers: the same world is told in the same words. */
export function groupByVo(domains: readonly GlueDomain[]): readonly VoGroup[] {
  return [...groupBy(domains, ({ vo }) => vo ?? NO_VO)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, members]) => ({
      key,
      vo: key === NO_VO ? undefined : key,
      domains: members.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    }));
}
