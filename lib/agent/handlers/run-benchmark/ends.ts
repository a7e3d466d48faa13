/** The ends of a run: guests that can be told to run something, or hosts that can. */
import type { z } from 'zod';
import type { RunLane } from '@/lib/contracts/benchmarks';
import { MOST_LANES } from '@/lib/domain/benchmark';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { HostConnection, HostPrograms } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { BenchmarkRun } from './sql';

export type KnownLane = z.infer<typeof RunLane>;

export interface RunEnd {
  readonly lane: number;
  /** Of the domain, or of the host where it runs on that itself. */
  readonly name: string;
  /** Undefined on a host itself. */
  readonly domainId: DomainId | undefined;
  readonly hostId: string;
  readonly hostName: string;
  readonly connection: HostConnection;
  /** In the guest, or on the host. */
  readonly programs: HostPrograms;
}

/** What runs together: one end, or the two of a pair. */
export interface Lane {
  readonly end: RunEnd;
  readonly peer: RunEnd | undefined;
}

/** @throws OperationFailure where a domain is on no host, or where nothing can be run. */
export async function connectLanes(run: BenchmarkRun, known: readonly KnownLane[]): Promise<readonly Lane[]> {
  return await Promise.all(
    known.map(async (lane, index) => {
      const of = { id: lane.domainId, name: lane.domainName, hostId: lane.hostId, hostName: lane.hostName };
      const isPair = lane.peerDomainId !== null || lane.peerHostId !== null;
      const peer = isPair
        ? { id: lane.peerDomainId, name: lane.peerDomainName, hostId: lane.peerHostId, hostName: lane.peerHostName }
        : undefined;
      return {
        end: await connectEnd(run, index, of),
        peer: peer === undefined ? undefined : await connectEnd(run, index, peer),
      };
    }),
  );
}

interface KnownEnd {
  readonly id: string | null;
  readonly name: string | null;
  readonly hostId: string | null;
  readonly hostName: string | null;
}

async function connectEnd(run: BenchmarkRun, lane: number, known: KnownEnd): Promise<RunEnd> {
  const { hostId } = known;
  if (hostId === null)
    throw new OperationFailure('not-found', `No host is known to hold ${known.name ?? 'an end'} now.`);
  const hostName = known.hostName ?? 'its host';
  const connection = await run.connection(hostId);
  const at = { lane, hostId, hostName, connection };
  if (known.id === null) {
    const { hostPrograms } = connection;
    if (hostPrograms !== undefined) return { ...at, name: hostName, domainId: undefined, programs: hostPrograms };
    const { noHostPrograms } = await connection.capabilities({ signal: run.signal });
    throw new OperationFailure('unsupported', `${hostName}: ${noHostPrograms ?? 'nothing can be run on it itself.'}`);
  }
  const { programs } = connection;
  if (programs === undefined || programs.only !== undefined)
    throw new OperationFailure('unsupported', `Nothing can be run in the guests of ${hostName}.`);
  const id = domainId(known.id);
  return {
    ...at,
    name: known.name ?? id,
    domainId: id,
    programs: {
      start: async (program, options) => await programs.start(id, program, options),
      read: async (process, options) => await programs.read(id, process, options),
      end: async (process, options) => await programs.end(id, process, options),
    },
  };
}

/** @throws OperationFailure where a benchmark that somebody wrote would run at an address that somebody wrote: that is any machine. */
export async function requireFenced(run: BenchmarkRun, ends: readonly RunEnd[]): Promise<void> {
  for (const { name, domainId, connection } of ends) {
    if (domainId === undefined || connection.programs === undefined) continue;
    if (!(await connection.programs.isFenced(domainId, { signal: run.signal })))
      throw new OperationFailure(
        'refused',
        `${name} is reached by SSH; only benchmarks that come with Gridbox run there. Give it a guest agent to run others.`,
      );
  }
}

export const endsOfLanes = (lanes: readonly Lane[]): readonly RunEnd[] =>
  lanes.flatMap(({ end, peer }) => (peer === undefined ? [end] : [end, peer]));

const FIRST_PORT = 20_000;
const PORT_GROUPS = 1_000;
const HEX = 16;

/** Below the ports that systems give away themselves, and one's own: another Gridbox may measure on the same machine. */
export function portOf(operationId: string, lane: number): number {
  const spread = Number.parseInt(operationId.slice(0, 8), HEX) % PORT_GROUPS;
  return FIRST_PORT + spread * MOST_LANES + lane;
}
