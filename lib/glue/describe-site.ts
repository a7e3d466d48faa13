import { describeComputing } from './describe-computing';
import { describeStorage } from './describe-storage';
import { glueInstant, type GlueEntry } from './glue-entry';
import { glueId, groupByVo } from './glue-ids';
import type { GlueSite, GlueWorld } from './glue-world';

/**
 * What a site tells of itself: the site, the computing and the storage of each VO. See the README for what is left out.
 * @returns one tree whose root is the site
 */
export function describeSite(world: GlueWorld): GlueEntry {
  const { site } = world;
  const created = { GLUE2EntityCreationTime: glueInstant(world.at) };
  const groups = groupByVo(world.domains);
  const services = [
    ...groups.flatMap((group) => describeComputing(world, group)),
    ...groups.flatMap((group) => describeStorage(world, group)),
  ];
  return {
    class: 'AdminDomain',
    id: site.id,
    attributes: {
      GLUE2EntityName: site.id,
      ...created,
      GLUE2DomainDescription: site.description,
      GLUE2DomainWWW: site.web,
      GLUE2AdminDomainOwner: site.owner === undefined ? [] : [site.owner],
    },
    children: [
      ...locationOf(site),
      ...contactsOf(site),
      { class: 'Group', id: 'resource', attributes: {}, children: services },
    ],
  };
}

function locationOf(site: GlueSite): readonly GlueEntry[] {
  const { place, country, latitude, longitude } = site;
  if ([place, country, latitude, longitude].every((each) => each === undefined)) return [];
  return [
    {
      class: 'Location',
      id: glueId(site, 'location'),
      attributes: {
        GLUE2LocationPlace: place,
        GLUE2LocationCountry: country,
        GLUE2LocationLatitude: latitude,
        GLUE2LocationLongitude: longitude,
        GLUE2LocationDomainForeignKey: site.id,
      },
      children: [],
    },
  ];
}

function contactsOf(site: GlueSite): readonly GlueEntry[] {
  return Object.entries(site.contacts).flatMap(([kind, address]) =>
    address === undefined
      ? []
      : [
          {
            class: 'Contact' as const,
            id: glueId(site, 'contact', kind),
            attributes: {
              GLUE2ContactDetail: `mailto:${address}`,
              GLUE2ContactType: kind,
              GLUE2ContactDomainForeignKey: [site.id],
            },
            children: [],
          },
        ],
  );
}
