/** A lease as a site file: what it is given is made, watched and taken away by the machinery of sites, and by nothing else. Pure. */
import { stringify } from 'yaml';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import { hasInterface, hasOwnNetwork } from '@/lib/domain/environment-network';
import type { HostClass } from '@/lib/domain/host';
import { leaseName } from '@/lib/domain/lease';

export interface LeaseSite {
  readonly number: number;
  readonly vo: string;
  readonly environment: { readonly name: string; readonly version: number; readonly body: EnvironmentBody };
  readonly count: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number | null;
  readonly hostClass: HostClass;
  /** Name of the snapshot that its domains start from. */
  readonly startFrom?: string | undefined;
  /** Files of its guests by their paths. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

const NETWORK = 'lan';

/** @returns the text of a `gridsite/v1`; whether it is one its checker says */
export function renderLeaseSite(lease: LeaseSite): string {
  const { number, vo, environment, hostClass } = lease;
  const { body } = environment;
  const { image, architecture, role } = body;
  const node = role.toLowerCase();
  return stringify(
    {
      apiVersion: 'gridsite/v1',
      kind: 'Site',
      metadata: {
        name: leaseName(number),
        description: `Lease ${number} of ${vo}: environment ${environment.name}, version ${environment.version}${
          lease.startFrom === undefined
            ? ''
            : `, started from ${lease.startFrom}, a kept disk of ${vo}, not a signed image`
        }`,
      },
      lifecycle: { onFailure: 'rollback', cleanup: 'verify' },
      vos: { [vo]: {} },
      images: {
        environment: {
          ...('library' in image
            ? { library: image.library, version: image.version }
            : { path: image.path, sha512: image.sha512 }),
          arch: architecture,
          virt: body.guestModes,
        },
      },
      hosts:
        body.hosts.length === 0
          ? { any: { select: { class: hostClass } } }
          : Object.fromEntries(body.hosts.map((name, index) => [`h${index + 1}`, { name }])),
      ...networksOf(body),
      nodes: {
        [node]: {
          role,
          vo,
          image: 'environment',
          vcpu: lease.vcpus,
          memory: `${lease.memoryMiB}Mi`,
          ...(lease.diskGiB === null ? {} : { disk: `${lease.diskGiB}Gi` }),
          ...(hasInterface(body) ? { network: NETWORK } : {}),
          ...(hasOwnNetwork(body) ? { isolation: { network: 'dedicated' } } : {}),
          ...(lease.files === undefined ? {} : { software: { files: lease.files } }),
          count: lease.count,
          place: { class: hostClass },
        },
      },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function networksOf(body: EnvironmentBody) {
  if (hasOwnNetwork(body)) return { networks: { [NETWORK]: { isolation: 'vo' } } };
  return body.network === null ? {} : { networks: { [NETWORK]: { attach: body.network } } };
}

/** Architectures of hosts that run its images: an x86_64 one runs i686 as well. */
export const hostArchitectures = ({ architecture }: Pick<EnvironmentBody, 'architecture'>): readonly string[] =>
  architecture === 'i686' ? ['i686', 'x86_64'] : [architecture];
