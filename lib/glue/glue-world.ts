/** What a description of a site is made of: plain values. `undefined`: not known, and so not published. */
import type { GuestMode } from '@/lib/domain/domain';
import type { Architecture, HostClass } from '@/lib/domain/host';

/** GFD.147, QualityLevel_t: how mature what is offered is. */
export const QUALITY_LEVELS = ['development', 'testing', 'pre-production', 'production'] as const;
export type QualityLevel = (typeof QUALITY_LEVELS)[number];

export interface GlueSite {
  /** `GLUE2DomainID`, the name by which the grid knows the site, e.g. `CERN-PROD`. */
  readonly id: string;
  readonly description?: string | undefined;
  readonly web?: string | undefined;
  readonly owner?: string | undefined;
  /** Town, country and degrees; one of them is enough for a location. */
  readonly place?: string | undefined;
  readonly country?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  /** Mail addresses by GLUE's kind of contact. */
  readonly contacts: Partial<Record<'general' | 'security' | 'usersupport', string>>;
  readonly quality: QualityLevel;
}

/** Of a host what a flavour of worker nodes on it is told by. */
export interface GlueHost {
  readonly id: string;
  readonly class: HostClass;
  readonly cpuModel?: string | undefined;
  readonly cpuVendor?: string | undefined;
  readonly cpuMHz?: number | undefined;
  /** It answers, and nobody has taken it out of service. */
  readonly available: boolean;
}

/** Where a service is asked, as somebody has seen it answer. */
export interface GlueEndpoint {
  readonly url: string;
  /** E.g. `org.nordugrid.arcrest`. */
  readonly interfaceName: string;
  readonly health: 'ok' | 'warning' | 'critical' | 'unknown' | 'other';
  readonly healthInfo?: string | undefined;
}

/** A worker node as its batch system said, not longer ago than that can be relied on. */
export interface GlueSlots {
  readonly system: string;
  readonly slots: number;
  readonly jobs: number;
  readonly open: boolean;
}

export interface GlueDomain {
  readonly id: string;
  /** Undefined for readers whom the name is none of. */
  readonly name?: string | undefined;
  readonly roles: readonly string[];
  readonly vo?: string | undefined;
  /** It runs, and is where it should be. */
  readonly running: boolean;
  readonly simulated: boolean;
  readonly host?: GlueHost | undefined;
  readonly architecture: Architecture;
  readonly guestMode: GuestMode;
  readonly vcpus: number;
  readonly memoryKiB: number;
  /** As its owner declares it. */
  readonly kernelVersion?: string | undefined;
  readonly slots?: GlueSlots | undefined;
  readonly endpoints: readonly GlueEndpoint[];
}

/** A figure that a manager accepted, measured in a guest. */
export interface GlueBenchmark {
  /** Of the run or the imported measurement, and of its metric. */
  readonly id: string;
  readonly type: string;
  readonly value: number;
  readonly unit: string;
  readonly at: Date;
  readonly hostId: string;
  readonly vcpus: number;
  readonly memoryKiB: number;
}

export interface GlueWorld {
  readonly site: GlueSite;
  /** When the values were read. */
  readonly at: Date;
  readonly domains: readonly GlueDomain[];
  readonly benchmarks: readonly GlueBenchmark[];
}
