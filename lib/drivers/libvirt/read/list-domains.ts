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
import { whyUnreadable, type UnreadableDefinitions } from '@/lib/drivers/libvirt/read/unreadable-definitions';
import { parseDomain, readDevices } from '@/lib/drivers/libvirt/xml/parse-domain';
import { XmlFailure } from '@/lib/drivers/libvirt/xml/parse-xml';

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
  readonly unreadable: UnreadableDefinitions;
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
  deps.unreadable.keepOnly(readings);
  const wanted = readings
    .filter(({ id }) => !deps.cache.isCurrent(id, options.known?.get(id)) && !deps.unreadable.isFresh(id))
    .map((reading) => reading.id);
  const definitions =
    wanted.length === 0 ? NO_DEFINITIONS : await readDefinitions(deps, wanted, endsAt, options.signal);
  // A domain that went away between the two calls has no definition; it is not a reading any more.
  const gone = new Set(wanted.filter((id) => !definitions.has(id)));
  return readings.flatMap((reading) =>
    gone.has(reading.id) ? [] : [withDefinition(deps, reading, definitions.get(reading.id))],
  );
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
    // Neither needs the other, and a slow host takes its time for each.
    const [collected, definitions] = await Promise.all([
      deps.caller.invoke('collect', collectPayload(deps, id, true, options.figures === false ? STATE : STATS), {
        doing: 'read the domain',
        deadlineMs,
        signal: options.signal,
      }),
      readDefinitions(deps, [id], endsAt, options.signal),
    ]);
    if (collected.oneByOne) deps.host.bulkStatistics = false;
    const reading = decodeStats(collected, at, () => undefined).find((each) => each.id === id);
    if (reading === undefined) return undefined;
    return definitions.has(id) ? withDefinition(deps, reading, definitions.get(id)) : undefined;
  } catch (error) {
    if (DriverError.is(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Undefined: the domain is there and its definition cannot be read. A domain that went away is not in it. */
type Definitions = ReadonlyMap<DomainId, DomainDefinition | undefined>;
const NO_DEFINITIONS: Definitions = new Map();

function withDefinition(
  deps: Pick<ReadDependencies, 'unreadable'>,
  reading: DomainReading,
  definition: DomainDefinition | undefined,
): DomainReading {
  if (definition !== undefined) return { ...reading, definition };
  const definitionUnreadable = deps.unreadable.why(reading.id);
  return definitionUnreadable === undefined ? reading : { ...reading, definitionUnreadable };
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
): Promise<Definitions> {
  const found = new Map<DomainId, DomainDefinition | undefined>();
  for (let from = 0; from < ids.length; from += TEXTS_PER_CALL) {
    const some = ids.slice(from, from + TEXTS_PER_CALL);
    deps.cache.beginRead(some);
    const NO_FLAGS = 0;
    const texts = await deps.caller.invoke(
      'texts',
      { uuids: some, flags: NO_FLAGS },
      { doing: 'read definitions', deadlineMs: endsAt - Date.now(), signal },
    );
    for (const text of texts) {
      const id = domainId(text.uuid);
      const definition = 'failure' in text ? whyUnreadable(text.failure) : parseOrWhy(text.xml, text.snapshots);
      if (typeof definition === 'string') {
        deps.unreadable.add(id, definition);
        found.set(id, undefined);
        continue;
      }
      deps.unreadable.forget(id);
      if (!deps.host.bulkStatistics && 'xml' in text) deps.devices.set(id, readDevices(text.xml));
      deps.cache.endRead(id, definition.hash);
      found.set(id, definition);
    }
  }
  return found;
}

/** One definition that is no XML spoils no other domain's reading. */
function parseOrWhy(xml: string, snapshots: number): DomainDefinition | string {
  try {
    return parseDomain(xml, snapshots);
  } catch (error) {
    if (error instanceof XmlFailure) return `It is not what libvirt defines: ${error.message}`;
    throw error;
  }
}
