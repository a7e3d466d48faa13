import { BenchmarkDefinition, fillCommand } from '@/lib/benchmarks/definition';
import type { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { ScheduleTrigger } from '@/lib/contracts/schedules';
import { AppError } from '@/lib/domain/errors';
import { isSimulated } from '@/lib/domain/host';
import { checkCron, nextTimes } from '@/lib/domain/schedule-times';
import type { Tx } from '@/lib/server/db/client';
import { endIdsOf, findEnds, placeOfRequest } from './schedule-ends';

/** Stands for an address that is learned when it runs. */
const ANY_PEER = { peer: '192.0.2.1', port: 20_000 };

export interface CheckedSchedule {
  readonly benchmark: string;
  readonly request: RunBenchmark;
  readonly trigger: ScheduleTrigger;
}

/**
 * What is known to be wrong before it ever fires: a benchmark that is not there, ends that it does not run at, parameters it
 * does not have, times that never come. Whether its domains run is asked when it is due.
 * @throws AppError `bad-request` with the field.
 */
export async function checkSchedule(
  tx: Tx,
  { benchmark, request, trigger }: CheckedSchedule,
  now: Date,
): Promise<void> {
  if (trigger.kind === 'times') {
    const problem = checkCron(trigger.cron, now);
    if (problem !== undefined) throw badField('trigger.cron', problem);
  }
  const offered = await newestOffered(tx, benchmark);
  if (offered === undefined) throw badField('benchmark', 'no benchmark of that name is offered');
  const { definition } = offered;
  const place = placeOfRequest(request);
  if (!definition.places.includes(place))
    throw badField(
      'request',
      `${definition.title} runs ${definition.places.map((each) => PLACE_WORDS[each]).join(' or ')}`,
    );
  try {
    fillCommand(definition, 'command', request.parameters, ANY_PEER);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badField('request.parameters', error.message);
  }
  const { domainIds, hostIds } = endIdsOf(request);
  const { domains, hosts } = await findEnds(tx, [request]);
  if (trigger.kind === 'migration' && domainIds.length === 0)
    throw badField('trigger', 'a host is not migrated; name a domain, or another trigger');
  for (const id of domainIds) {
    const domain = domains.get(id);
    if (domain === undefined) throw badField('request.domainId', 'there is no such domain');
    if (domain.simulated)
      throw badField(
        'request.domainId',
        `${domain.name} is simulated; its guest runs nothing, so there is nothing to measure`,
      );
  }
  for (const id of hostIds) {
    const host = hosts.get(id);
    if (host === undefined) throw badField('request.hostId', 'there is no such host');
    if (isSimulated(host))
      throw badField('request.hostId', `${host.name} is simulated; nothing runs on it, so there is nothing to measure`);
    if (!offered.shipped)
      throw badField(
        'benchmark',
        'only benchmarks that come with Gridbox run on a host itself; this one was written here',
      );
  }
}

const PLACE_WORDS = {
  domain: 'in one domain',
  'domain-pair': 'between two domains',
  host: 'on a host itself',
  'host-pair': 'between two hosts themselves',
} as const;

/** The version that a schedule runs; undefined where none is offered. */
export async function newestOffered(
  tx: Tx,
  name: string,
): Promise<{ readonly id: string; readonly shipped: boolean; readonly definition: BenchmarkDefinition } | undefined> {
  const row = await tx.benchmark.findFirst({ where: { name, retiredAt: null }, orderBy: { version: 'desc' } });
  if (row === null) return undefined;
  return { id: row.id, shipped: row.shipped, definition: BenchmarkDefinition.parse(row.body) };
}

/** When a trigger of times is due next; null for the others. */
export const nextDue = (trigger: ScheduleTrigger, now: Date): Date | null =>
  trigger.kind === 'times' ? (nextTimes(trigger, now, 1)[0] ?? null) : null;

const badField = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
