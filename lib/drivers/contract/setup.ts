/**
 * What a driver's test file hands to the contract suite. The suite never knows which driver it holds:
 * a figure or a verb that only one driver has is asked of its capabilities, not of its name.
 */
import type { ConnectTarget, Driver } from '@/lib/drivers/port';
import type { DomainId } from '@/lib/domain/ids';
import type { MakeableMode } from '@/lib/domain/wanted-domain';

/** Memory of the domains the suite makes: small, so that a real host can run them. */
export const CONTRACT_MEMORY_KIB = 65_536;

interface SetupOfAny {
  readonly driver: Driver;
  /** A host on which the suite may define, run and undefine domains of its own. It leaves the others alone. */
  readonly uri: string;
  /** Where the host asks for them. */
  readonly credentials?: ConnectTarget['credentials'];
  /** The least memory with which such a domain starts on this host, where {@link CONTRACT_MEMORY_KIB} is not enough. */
  readonly memoryKiB?: number | undefined;
  /** Such a domain boots a guest that can be heard: it is asked to reboot and to power off only when it can answer. */
  readonly boots?: boolean | undefined;
  /** An address of this driver on which nobody answers. */
  readonly deadUri: string;
  /** Two hosts and a running guest on `sourceUri`, where the driver can migrate. */
  readonly migration?: MigrationSetup | undefined;
  /** A running guest that can be heard. */
  readonly guest?:
    | { readonly uri: string; readonly domainId: DomainId; readonly heartbeat: boolean; readonly longLine?: number }
    | undefined;
  /** Where disks may be made, and which guests the host has, where the driver makes domains. */
  readonly making?:
    | {
        readonly folder: string;
        readonly guestMode: MakeableMode;
        /** False where the host makes raw images alone. */
        readonly layers?: boolean | undefined;
      }
    | undefined;
  /** Frees what the setup made. The suite stops the driver itself. */
  dispose(): Promise<void>;
}

/** Where the suite's domains come from: made by it, or, where the host defines none for us, one that is there. */
type DomainSource =
  | {
      /** The smallest domain this host can define and run; `name` must be escaped by the maker. */
      definition(domain: { readonly name: string; readonly id: DomainId; readonly memoryKiB: number }): string;
      readonly existing?: undefined;
    }
  | {
      readonly definition?: undefined;
      /** The suite starts it, forces it off and leaves it off. */
      readonly existing: DomainId;
    };

export type ContractSetup = SetupOfAny & DomainSource;

export interface MigrationSetup {
  readonly sourceUri: string;
  readonly targetUri: string;
  readonly domainId: DomainId;
  /**
   * False where this pair cannot move this guest live: the suite holds the driver to saying so, and moves it by stop and
   * copy. True by default.
   */
  readonly live?: boolean | undefined;
  /** From source to target and back. */
  readonly migrateUriToTarget?: string | undefined;
  readonly migrateUriToSource?: string | undefined;
  /** A bandwidth so small that the copy is still running when the suite cancels it, in MiB/s. */
  readonly slowMiBps: number;
}

/** Text as XML content or attribute. Characters that XML 1.0 cannot carry are left for the driver to refuse. */
export function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}
