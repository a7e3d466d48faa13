import type { DomainState } from '@/lib/domain/domain';
import type { DomainDefinition, DomainReading } from '@/lib/domain/readings';
import { cleanText } from './encode-json';
import { CPU_STEP } from '@/lib/agent/tunables';

/** A reading as it is written to the database. */
export interface DomainImage {
  readonly id: string;
  readonly name: string;
  readonly state: DomainState;
  readonly stateReason: string | null;
  readonly persistent: boolean;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly cpuLoad: number | null;
  /** Undefined: as it was. */
  readonly definition: DomainDefinition | undefined;
  readonly definitionHash: string | null;
  /** Why the host does not give it; null where it does. */
  readonly definitionUnreadable: string | null;
}

/** A hypervisor's complaint may quote a whole file; a reader needs its beginning. */
const SENTENCE_CHARACTERS = 500;

export function imageOf(
  reading: DomainReading,
  cpuLoad: number | undefined,
  knownHash: string | undefined,
): DomainImage {
  return {
    id: reading.id,
    name: reading.name,
    state: reading.state,
    stateReason: reading.stateReason ?? null,
    persistent: reading.persistent,
    vcpus: reading.vcpus,
    maxVcpus: reading.maxVcpus,
    memoryKiB: reading.memoryKiB,
    maxMemoryKiB: reading.maxMemoryKiB,
    cpuLoad: cpuLoad ?? null,
    definition: withoutCommandLine(reading.definition),
    definitionHash: reading.definition?.hash ?? knownHash ?? null,
    definitionUnreadable:
      reading.definitionUnreadable === undefined
        ? null
        : cleanText(reading.definitionUnreadable).slice(0, SENTENCE_CHARACTERS),
  };
}

/** Must `next` be written over `last`? CPU shares count only when they moved by a step. */
export function differs(last: DomainImage | undefined, next: DomainImage): boolean {
  if (last === undefined) return true;
  if (
    last.state !== next.state ||
    last.stateReason !== next.stateReason ||
    last.name !== next.name ||
    last.persistent !== next.persistent ||
    last.vcpus !== next.vcpus ||
    last.maxVcpus !== next.maxVcpus ||
    last.memoryKiB !== next.memoryKiB ||
    last.maxMemoryKiB !== next.maxMemoryKiB ||
    last.definitionHash !== next.definitionHash ||
    last.definitionUnreadable !== next.definitionUnreadable
  ) {
    return true;
  }
  if (last.cpuLoad === null || next.cpuLoad === null) return last.cpuLoad !== next.cpuLoad;
  return Math.abs(last.cpuLoad - next.cpuLoad) >= CPU_STEP;
}

/** What a kernel is told may hold a password, and no page shows it: rows do not keep it. */
function withoutCommandLine(definition: DomainDefinition | undefined): DomainDefinition | undefined {
  if (definition === undefined) return undefined;
  const { commandLine: _told, ...kept } = definition;
  return kept;
}
