import type { z } from 'zod';
import type { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import type { RunBenchmark, RunEndsAsked, RunLane } from '@/lib/contracts/benchmarks';
import type { Actor } from '@/lib/domain/access';
import { type BenchmarkPlace, isNative } from '@/lib/domain/benchmark';
import { AppError } from '@/lib/domain/errors';
import { isSimulated } from '@/lib/domain/host';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { parseCapabilities } from '@/lib/server/db/facts';
import type { DomainRow } from '@/lib/server/services/domains/domain-rows';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';

/** The ends of one lane, as they stand in the inventory. */
export interface FoundLane {
  /** One, or two of a pair; none on a host itself. */
  readonly domains: readonly DomainRow[];
  readonly lane: z.input<typeof RunLane>;
}

/**
 * Reads and checks all ends of a run, the first lane first.
 * @throws AppError `forbidden` for a host by somebody bound to VOs, `not-found`, `bad-request` (an end too many or too few,
 * one domain twice), `refused` (what does not run, is simulated, or cannot be told to run anything).
 */
export async function findRunEnds(
  tx: Tx,
  actor: Actor,
  asked: { readonly body: RunBenchmark; readonly definition: BenchmarkDefinition; readonly shipped: boolean },
): Promise<{ readonly place: BenchmarkPlace; readonly lanes: readonly [FoundLane, ...FoundLane[]] }> {
  const { body, definition } = asked;
  const place = placeOf(definition, body, '');
  if (isNative(place)) requireHostBenchmark(actor, definition, asked.shipped);
  const first = await findLane(tx, actor, body);
  const lanes: [FoundLane, ...FoundLane[]] = [first];
  for (const [index, ends] of body.also.entries()) {
    placeOf(definition, ends, `also.${index}.`);
    lanes.push(await findLane(tx, actor, ends));
  }
  requireApart(body);
  return { place, lanes };
}

function placeOf(definition: BenchmarkDefinition, ends: RunEndsAsked, path: string): BenchmarkPlace {
  const kind = ends.domainId === undefined ? 'host' : 'domain';
  const peerField = kind === 'host' ? 'peerHostId' : 'peerDomainId';
  const peer = ends[peerField];
  if (kind === 'domain' && peer === ends.domainId)
    throw badField(`${path}${peerField}`, 'the other end is another domain');
  const wanted: BenchmarkPlace = peer === undefined ? kind : `${kind}-pair`;
  if (definition.places.includes(wanted)) return wanted;
  const { title } = definition;
  if (definition.places.includes(`${kind}-pair`))
    throw badField(
      `${path}${peerField}`,
      kind === 'domain'
        ? `${title} runs between two ends; name the other one`
        : `${title} runs between two ends; name the other host, or this one again for two processes on it`,
    );
  if (definition.places.includes(kind))
    throw badField(`${path}${peerField}`, `${title} runs ${kind === 'domain' ? 'in one domain' : 'on one host'}`);
  throw badField(
    `${path}${kind}Id`,
    kind === 'domain' ? `${title} does not run in domains` : `${title} does not run on a host itself`,
  );
}

/** What is written here by people runs in guests, which are fenced in; on a host only what comes with a release. */
function requireHostBenchmark(actor: Actor, definition: BenchmarkDefinition, shipped: boolean): void {
  requireScope(actor, 'hosts:read');
  if (actor.vos !== undefined)
    throw new AppError(
      'forbidden',
      'A host is not of a VO: who is bound to VOs runs benchmarks in the own domains alone.',
    );
  if (!shipped)
    throw new AppError(
      'refused',
      `${definition.title} was written here; only benchmarks that come with Gridbox run on a host itself. Run it in a domain.`,
    );
}

async function findLane(tx: Tx, actor: Actor, ends: RunEndsAsked): Promise<FoundLane> {
  if (ends.domainId === undefined) {
    const host = await findHost(tx, ends.hostId ?? '');
    const peer = ends.peerHostId === undefined ? undefined : await findHost(tx, ends.peerHostId);
    return {
      domains: [],
      lane: {
        domainId: null,
        domainName: null,
        hostId: host.id,
        hostName: host.name,
        peerDomainId: null,
        peerDomainName: null,
        peerHostId: peer?.id ?? null,
        peerHostName: peer?.name ?? null,
      },
    };
  }
  const domain = await readDomainRow(tx, actor, ends.domainId);
  const peer = ends.peerDomainId === undefined ? undefined : await readDomainRow(tx, actor, ends.peerDomainId);
  const domains = peer === undefined ? [domain] : [domain, peer];
  for (const end of domains) requireRunning(end);
  return {
    domains,
    lane: {
      domainId: domain.id,
      domainName: domain.name,
      hostId: domain.hostId,
      hostName: domain.hostName ?? '',
      peerDomainId: peer?.id ?? null,
      peerDomainName: peer?.name ?? null,
      peerHostId: peer?.hostId ?? null,
      peerHostName: peer?.hostName ?? null,
    },
  };
}

async function findHost(tx: Tx, id: string): Promise<{ readonly id: string; readonly name: string }> {
  const host = await tx.host.findUnique({
    where: { id },
    select: { id: true, name: true, driver: true, uri: true, status: true, capabilities: true },
  });
  if (host === null) throw notFound('host');
  const { name } = host;
  if (isSimulated(host))
    throw new AppError('refused', `${name} is simulated; nothing runs on it, so there is nothing to measure.`);
  if (host.status === 'disabled') throw new AppError('refused', `${name} is disabled; enable the host first.`);
  if (host.status !== 'up') throw new AppError('refused', `${name} does not answer now.`);
  const reason = parseCapabilities(host.capabilities)?.noHostPrograms;
  if (reason !== undefined) throw new AppError('unsupported', `${name}: ${reason}`);
  return host;
}

function requireRunning(row: DomainRow): void {
  if (row.simulated)
    throw new AppError('refused', `${row.name} is simulated; its guest runs nothing, so there is nothing to measure.`);
  if (row.state !== 'running' || row.missingSince !== null || row.hostId === null)
    throw new AppError('refused', `${row.name} does not run; start it first.`);
  if (row.hostStatus !== 'up') throw new AppError('refused', `The host of ${row.name} does not answer now.`);
}

/** A domain that took part twice would measure itself against itself. A host may: that is two processes on it. */
function requireApart(body: RunBenchmark): void {
  const seen = new Set<string>();
  for (const [index, ends] of [body, ...body.also].entries()) {
    for (const field of ['domainId', 'peerDomainId'] as const) {
      const id = ends[field];
      if (id === undefined) continue;
      if (seen.has(id))
        throw badField(index === 0 ? field : `also.${index - 1}.${field}`, 'this domain takes part already');
      seen.add(id);
    }
  }
}

export const badField = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
