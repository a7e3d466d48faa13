/** State, statistics and, where needed, definitions of the domains of one host. */
import { domainId, type DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainDefinition, DomainReading } from '@/lib/domain/readings';
import type { CallOptions, ReadDomainOptions } from '@/lib/drivers/port';
import * as flags from '@/lib/drivers/libvirt/ffi/flags';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { READ_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { collectedSizes, decodeStats, type IdList } from '@/lib/drivers/libvirt/read/decode-stats';
import type { DeviceBook } from '@/lib/drivers/libvirt/read/device-book';
import type { DefinitionCache } from '@/lib/drivers/libvirt/read/definition-cache';
import type { SizeCache } from '@/lib/drivers/libvirt/read/size-cache';
import { parseDomain, readDevices } from '@/lib/drivers/libvirt/xml/parse-domain';

/** Answered by libvirt itself. The others ask QEMU's monitor, which under emulation takes 10 ms and more to answer. */
const STATE = flags.VIR_DOMAIN_STATS_STATE;
const STATS =
  flags.VIR_DOMAIN_STATS_STATE |
  flags.VIR_DOMAIN_STATS_CPU_TOTAL |
  flags.VIR_DOMAIN_STATS_BALLOON |
  flags.VIR_DOMAIN_STATS_VCPU |
  flags.VIR_DOMAIN_STATS_INTERFACE |
  flags.VIR_DOMAIN_STATS_BLOCK;

/** Definitions asked for in one native call: enough to be quick, few enough that other calls of the connection get between. */
const TEXTS_PER_CALL = 200;

export interface ReadDependencies {
  readonly caller: HostCaller;
  readonly cache: DefinitionCache;
  readonly sizes: SizeCache;
  readonly ids: IdList;
  readonly devices: DeviceBook;
  /** Learned at the first refusal, so that a host is asked once. */
  readonly host: { bulkStatistics: boolean };
  readonly now: () => Date;
}

export type ListOptions = CallOptions & { readonly known?: ReadonlyMap<DomainId, string> | undefined };

/** Every domain of the host. Definitions that the reader knows and that have not changed are left out. */
export async function listDomains(deps: ReadDependencies, options: ListOptions = {}): Promise<DomainReading[]> {
  const deadlineMs = options.deadlineMs ?? READ_DEADLINE_MS;
  const endsAt = Date.now() + deadlineMs;
  const at = deps.now();
  const withInfo = deps.sizes.stale;
  const collected = await deps.caller.invoke('collect', collectPayload(deps, undefined, withInfo), {
    doing: 'list the domains',
    deadlineMs,
    signal: options.signal,
  });
  if (collected.oneByOne) deps.host.bulkStatistics = false;
  if (withInfo) deps.sizes.replace(collectedSizes(collected));
  const readings = decodeStats(collected, at, (id) => deps.sizes.of(id), deps.ids);
  deps.cache.keepOnly(readings);
  const wanted = readings
    .filter((reading) => !deps.cache.isCurrent(reading.id, options.known?.get(reading.id)))
    .map((reading) => reading.id);
  if (wanted.length === 0) return readings;
  const definitions = await readDefinitions(deps, wanted, endsAt, options.signal);
  // A domain that went away between the two calls has no definition; it is not a reading any more.
  const gone = new Set(wanted.filter((id) => !definitions.has(id)));
  return readings.flatMap((reading) => {
    if (gone.has(reading.id)) return [];
    const definition = definitions.get(reading.id);
    return [definition === undefined ? reading : { ...reading, definition }];
  });
}

/** One domain, whole; undefined where the host does not know it. */
export async function readDomain(
  deps: ReadDependencies,
  id: DomainId,
  options: ReadDomainOptions = {},
): Promise<DomainReading | undefined> {
  const deadlineMs = options.deadlineMs ?? READ_DEADLINE_MS;
  const endsAt = Date.now() + deadlineMs;
  const at = deps.now();
  try {
    const collected = await deps.caller.invoke(
      'collect',
      collectPayload(deps, id, true, options.figures === false ? STATE : STATS),
      {
        doing: 'read the domain',
        deadlineMs,
        signal: options.signal,
      },
    );
    if (collected.oneByOne) deps.host.bulkStatistics = false;
    const reading = decodeStats(collected, at, () => undefined).find((each) => each.id === id);
    if (reading === undefined) return undefined;
    const definition = (await readDefinitions(deps, [id], endsAt, options.signal)).get(id);
    return definition === undefined ? undefined : { ...reading, definition };
  } catch (error) {
    if (DriverError.is(error, 'not-found')) return undefined;
    throw error;
  }
}

function collectPayload(deps: ReadDependencies, uuid: DomainId | undefined, withInfo: boolean, stats = STATS) {
  return {
    bulk: deps.host.bulkStatistics,
    devices: deps.host.bulkStatistics || stats === STATE ? undefined : deps.devices.all(uuid),
    withInfo,
    uuid,
    stats,
    flags: flags.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT,
    transientFlag: flags.VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT,
  };
}

async function readDefinitions(
  deps: ReadDependencies,
  ids: readonly DomainId[],
  endsAt: number,
  signal: AbortSignal | undefined,
): Promise<Map<DomainId, DomainDefinition>> {
  const found = new Map<DomainId, DomainDefinition>();
  for (let from = 0; from < ids.length; from += TEXTS_PER_CALL) {
    const some = ids.slice(from, from + TEXTS_PER_CALL);
    deps.cache.beginRead(some);
    const NO_FLAGS = 0;
    const texts = await deps.caller.invoke(
      'texts',
      { uuids: some, flags: NO_FLAGS },
      { doing: 'read definitions', deadlineMs: endsAt - Date.now(), signal },
    );
    for (const { uuid, xml, snapshots } of texts) {
      const id = domainId(uuid);
      const definition = parseDomain(xml, snapshots);
      if (!deps.host.bulkStatistics) deps.devices.set(id, readDevices(xml));
      deps.cache.endRead(id, definition.hash);
      found.set(id, definition);
    }
  }
  return found;
}
