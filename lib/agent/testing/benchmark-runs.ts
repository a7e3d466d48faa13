/** Queues benchmarks on a real site as the service does, and looks at what came of them. */
import type { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { readShippedDefinitions } from '@/lib/benchmarks/read-definitions';
import type { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { BenchmarkPlace } from '@/lib/domain/benchmark';
import { domainId } from '@/lib/domain/ids';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { RealSite } from './real-site';
import { ACTOR } from './simulated-site';

/** Ends by name: domains, or hosts. */
export type NamedEnds =
  | { readonly domain: string; readonly peer?: string }
  | { readonly host: string; readonly peer?: string };
type Asked = Partial<Pick<RunBenchmark, 'parameters' | 'repeats' | 'warmUps' | 'guard'>> & {
  readonly also?: readonly NamedEnds[];
};

export const shippedBenchmark = (name: string): BenchmarkDefinition => {
  const found = readShippedDefinitions().find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no benchmark ${name}`);
  return found;
};

async function laneOf(site: RealSite, ends: NamedEnds) {
  if ('domain' in ends) {
    const own = await site.domain(ends.domain);
    const peer = ends.peer === undefined ? undefined : await site.domain(ends.peer);
    return {
      domainId: own.id,
      domainName: own.name,
      hostId: own.hostId,
      hostName: 'host',
      peerDomainId: peer?.id ?? null,
      peerDomainName: peer?.name ?? null,
      peerHostId: peer?.hostId ?? null,
      peerHostName: peer === undefined ? null : 'host',
    };
  }
  const find = async (name: string) => await site.db.host.findFirstOrThrow({ where: { name } });
  const own = await find(ends.host);
  const peer = ends.peer === undefined ? undefined : await find(ends.peer);
  return {
    domainId: null,
    domainName: null,
    hostId: own.id,
    hostName: own.name,
    peerDomainId: null,
    peerDomainName: null,
    peerHostId: peer?.id ?? null,
    peerHostName: peer?.name ?? null,
  };
}

/** @returns id of the operation. */
export async function submitBenchmark(
  site: RealSite,
  definition: BenchmarkDefinition,
  ends: NamedEnds,
  asked: Asked = {},
): Promise<string> {
  const { name, version } = definition;
  const body = await site.db.benchmark.upsert({
    where: { name_version: { name, version } },
    update: {},
    create: { name, version, body: definition, shipped: true, createdByName: 'test' },
  });
  const first = await laneOf(site, ends);
  const lanes = await Promise.all((asked.also ?? []).map(async (each) => await laneOf(site, each)));
  const { parameters = {}, repeats = 1, warmUps = 0, guard = 'refuse' } = asked;
  const kind = 'domain' in ends ? 'domain' : 'host';
  const place: BenchmarkPlace = ends.peer === undefined ? kind : `${kind}-pair`;
  return await site.db.$transaction(async (tx) => {
    const { operation } = await submitOperation(tx, {
      kind: 'run-benchmark',
      input: { benchmarkId: body.id, parameters, repeats, warmUps },
      actor: ACTOR,
      title: `${definition.title} in ${first.domainName ?? first.hostName}`,
      domainId: first.domainId ?? undefined,
      hostId: first.hostId ?? undefined,
      targetHostId: first.peerHostId ?? undefined,
    });
    await tx.benchmarkRun.create({
      data: {
        operationId: operation.id,
        benchmarkId: body.id,
        place,
        parameters,
        repeats,
        warmUps,
        guard,
        lanes,
        ...first,
      },
    });
    return operation.id;
  });
}

export const readBenchmarkRun = async (site: RealSite, id: string) =>
  await site.db.benchmarkRun.findUniqueOrThrow({
    where: { operationId: id },
    include: { samples: { orderBy: [{ repeat: 'asc' }, { lane: 'asc' }] } },
  });

/** Programs of a benchmark that go on in the guest. */
export async function leftInGuest(site: RealSite, name: string, pattern: string): Promise<string> {
  const row = await site.domain(name);
  const host = await site.db.host.findUniqueOrThrow({ where: { id: row.hostId ?? '' } });
  const connection = await site.driver.connect({ uri: host.uri });
  try {
    const { programs } = connection;
    if (programs === undefined) throw new Error('no programs');
    const id = domainId(row.id);
    const process = await programs.start(id, {
      argv: ['sh', '-c', `ps | grep '${pattern}' | grep -v -e grep -e 'sh -c'; true`],
    });
    for (;;) {
      const state = await programs.read(id, process);
      if (state.running) continue;
      // Kept by its channel until then.
      if (process.key !== undefined) await programs.end(id, process);
      return state.stdout.trim();
    }
  } finally {
    await connection.close();
  }
}
