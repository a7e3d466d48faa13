import { glueId, type VoGroup } from './glue-ids';
import { accessPolicies, endpointAttributes, mappingPolicies, otherInfo, serviceCore } from './describe-service';
import type { GlueEntry } from './glue-entry';
import type { GlueDomain, GlueWorld } from './glue-world';

/** One service a storage element: what it holds is not on another. How much that is nobody has told Gridbox, so it is left out. */
export function describeStorage(world: GlueWorld, group: VoGroup): readonly GlueEntry[] {
  return group.domains.filter(({ roles }) => roles.includes('SE')).map((element) => serviceOf(world, group, element));
}

function serviceOf(world: GlueWorld, group: VoGroup, element: GlueDomain): GlueEntry {
  const { site } = world;
  const [id, shareId] = [glueId(site, 'se', element.id), glueId(site, 'storage', element.id)];
  const serving = element.running && element.host?.available !== false ? 'production' : 'closed';
  const endpoints = element.endpoints.map((endpoint, index): GlueEntry => {
    const endpointId = glueId(site, 'endpoint', element.id, String(index));
    return {
      class: 'StorageEndpoint',
      id: endpointId,
      attributes: {
        ...endpointAttributes(site, endpoint, id, serving),
        GLUE2StorageEndpointStorageServiceForeignKey: id,
      },
      children: accessPolicies(site, group, endpointId),
    };
  });
  return {
    class: 'StorageService',
    id,
    attributes: serviceCore(world, group, [element]),
    children: [
      ...endpoints,
      {
        class: 'StorageShare',
        id: shareId,
        attributes: {
          GLUE2EntityName: group.vo,
          GLUE2EntityOtherInfo: otherInfo([element]),
          GLUE2ShareServiceForeignKey: id,
          GLUE2ShareEndpointForeignKey: endpoints.map((endpoint) => endpoint.id),
          GLUE2StorageShareStorageServiceForeignKey: id,
          GLUE2StorageShareServingState: serving,
          GLUE2StorageShareSharingID: 'dedicated',
          // What a domain stores is on a disk of it, which is there at once.
          GLUE2StorageShareAccessLatency: 'online',
        },
        children: mappingPolicies(site, group, shareId),
      },
    ],
  };
}
