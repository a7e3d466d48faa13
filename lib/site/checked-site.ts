/** A site file that was understood: every node a domain of its own, templates and references resolved. Plain values. */
import type { GuestMode, Role } from '@/lib/domain/domain';
import type { Architecture, HostClass, Hypervisor } from '@/lib/domain/host';
import type { FileHost, SiteFile } from './schema/site-file';
import type { SignIn } from './ssh-keys';

export interface WantedImage {
  /** Its name in the file. */
  readonly name: string;
  /** The same for the same image, whatever it is called: path and digest, or name and version in the library. */
  readonly identity: string;
  /** Undefined: of an image of the library, which knows it. */
  readonly architecture: Architecture | undefined;
  /** In the order in which they are preferred; empty: as the library knows it. */
  readonly guestModes: readonly GuestMode[];
  readonly source: ImageSource;
}

/** Where an image comes from: the library, of which the newest version is meant where none is given, or a file of the host. */
export type ImageSource =
  | { readonly from: 'library'; readonly name: string; readonly version: number | undefined }
  | { readonly from: 'path'; readonly path: string; readonly sha512: string };

export interface WantedPlace {
  /** Names of the file's hosts; all where it names none. */
  readonly hosts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly hostClass: HostClass | undefined;
  readonly architecture: Architecture | undefined;
  readonly hypervisor: Hypervisor | undefined;
  /** Instances that it shares no host with. */
  readonly apartFrom: readonly string[];
  /** Instances that it shares its host with. */
  readonly togetherWith: readonly string[];
  /** The word by which Gridbox keeps the domains apart when the site is long there; undefined where no word says just that. */
  readonly apartWord: string | undefined;
  readonly togetherWord: string | undefined;
}

/** One domain that the file asks for. */
export interface WantedDomain {
  /** Of a node with a count `wn-2`; else the node's own name. */
  readonly instance: string;
  readonly node: string;
  /** Name of the domain, a hostname. */
  readonly name: string;
  readonly role: Role;
  readonly vo: string | undefined;
  readonly image: WantedImage;
  readonly vcpus: number;
  readonly memoryKiB: number;
  /** Undefined: as large as its image. */
  readonly diskBytes: number | undefined;
  readonly storage: 'local' | 'shared';
  /** Name in the file. */
  readonly network: string | undefined;
  readonly cpuModel: string | undefined;
  readonly migratable: boolean;
  /** Undefined: it takes what it gets. */
  readonly address: string | undefined;
  readonly place: WantedPlace;
  /** Instances that must be up before it begins, none of them twice. */
  readonly after: readonly string[];
  readonly isolation: SiteFile['nodes'][string]['isolation'];
  /** What could be bound when the file was read is; `${lazy:…}`, `${secret:…}`, `${file:…}` and `${template:…}` stand as written. */
  readonly software: {
    readonly packages: readonly string[];
    readonly files: Readonly<Record<string, string>>;
    readonly vars: Readonly<Record<string, string | number | boolean>>;
    readonly run: readonly (readonly string[])[];
  };
  readonly health: readonly string[];
  /** Undefined where nobody signs in to its role. */
  readonly signIn: SignIn | undefined;
}

export interface WantedNetwork {
  readonly cidr: string | undefined;
  readonly isolation: 'vo' | 'none';
  /** What hosts call it; one that the site makes has a name of the site's. */
  readonly hostName: string;
  /** Made for the site on each host that has a domain on it, and taken away with it. */
  readonly made: boolean;
}

export interface WantedBatch {
  readonly lrms: string;
  readonly queues: readonly { readonly name: string; readonly maxWallSeconds: number | undefined }[];
}

export interface CheckedSite {
  readonly name: string;
  readonly description: string | undefined;
  /** Names of the VOs that it serves. */
  readonly vos: readonly string[];
  /** Of each of them its queue, where the file names one. */
  readonly queues: Readonly<Record<string, string | undefined>>;
  readonly batch: WantedBatch | undefined;
  readonly lifecycle: SiteFile['lifecycle'];
  readonly hosts: Readonly<Record<string, FileHost>>;
  readonly networks: Readonly<Record<string, WantedNetwork>>;
  /** In the order of the file; those of one node by their number. */
  readonly domains: readonly WantedDomain[];
  /** What is in the file that nothing acts on yet, and what to know of it. */
  readonly notes: readonly string[];
}

/** Names of a site's own things begin with it. @example slugOf('GRIDBOX-TEST') // 'gridbox-test' */
export const slugOf = (siteName: string): string => siteName.toLowerCase();
/** @example instancesOf('wn', 2) // ['wn-1', 'wn-2'] */
export const instancesOf = (node: string, count: number | undefined): readonly string[] =>
  count === undefined ? [node] : Array.from({ length: count }, (_, index) => `${node}-${index + 1}`);
/** @example domainName('gridbox-test', 'wn-2') // 'gridbox-test-wn-2' */
export const domainName = (slug: string, instance: string): string => `${slug}-${slugOf(instance)}`;
