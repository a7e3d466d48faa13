/**
 * Keeps the database in step with one host while its connection stands: a whole reading every few seconds, and one domain at
 * once after an event. An event says "look", never what is true.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading, HostCapabilities, HostConnection, HostReading } from '@/lib/drivers/port';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { AgentPorts } from '@/lib/agent/ports';
import type { HostRow } from '@/lib/agent/hosts/host-row';
import { sleepUnless } from '@/lib/agent/system-clock';
import {
  LOOK_AGAIN_AFTER_MS,
  LOOK_DEADLINE_MS,
  METRIC_EVERY_MS,
  READ_DEADLINE_MS,
  READ_EVERY_MS,
} from '@/lib/agent/tunables';
import { applyReadings } from './apply-readings';
import { differs, type DomainImage, imageOf } from './domain-image';
import { domainRates, hostCpuLoad } from './rates';
import type { SeenNotifier } from './seen-notifier';
import { type MetricRow, metricRowOf, writeHost, writeMetrics } from './write-host';

export interface HostReaderOptions {
  readonly ports: AgentPorts;
  readonly row: HostRow;
  readonly seen: SeenNotifier;
  /** Is this agent the one that writes this host's inventory? */
  readonly owned: () => boolean;
  readonly onSuspects: (domainIds: readonly string[]) => void;
  readonly onGone: (domainIds: readonly string[]) => void;
}

export interface HostReader {
  /** Reads until the signal fires; rejects when the host does not answer. */
  serve(connection: HostConnection, signal: AbortSignal): Promise<void>;
  /** Something happened to this domain: look at it now. `force` writes what is seen even where nothing changed. */
  look(id: string, force?: boolean): void;
  /** Reads the whole host now instead of at the next beat. */
  refresh(): void;
  /** Domains of the last reading that run and could be heard. */
  running(): readonly DomainId[];
  readonly capabilities: HostCapabilities | undefined;
}

interface Known {
  reading: DomainReading;
  image: DomainImage | undefined;
  cpuLoad: number | undefined;
  /** When the call that brought it was made: an older call's answer must not overwrite a newer one's. */
  askedAt: number;
}

export function createHostReader(options: HostReaderOptions): HostReader {
  const { ports, row } = options;
  const known = new Map<string, Known>();
  const hashes = new Map<DomainId, string>();
  const looking = new Map<string, { again: boolean; force: boolean }>();
  let connection: HostConnection | undefined;
  let capabilities: HostCapabilities | undefined;
  let lastHost: HostReading | undefined;
  let hostLoad: number | undefined;
  let lastMetricAt = 0;
  let factsKey = '';
  let writing: Promise<unknown> = Promise.resolve();
  let wasOwned = false;
  let wake = new AbortController();

  /** Writes of one host take turns: the order of answers is the order of what is true. */
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = writing.then(work);
    writing = turn.catch(() => undefined);
    return await turn;
  };

  const write = async (
    readings: readonly DomainReading[],
    gone: readonly string[],
    askedAt: number,
    force: boolean,
  ) => {
    const images: DomainImage[] = [];
    for (const reading of readings) {
      const before = known.get(reading.id);
      if (before !== undefined && before.askedAt > askedAt) continue;
      if (reading.definition !== undefined) hashes.set(reading.id, reading.definition.hash);
      const rates = before === undefined ? undefined : domainRates(before.reading, reading);
      const cpuLoad = reading.state === 'running' ? (rates?.cpuLoad ?? before?.cpuLoad) : undefined;
      const image = imageOf(reading, cpuLoad, hashes.get(reading.id));
      const changed = force || differs(before?.image, image);
      known.set(reading.id, {
        // Rates are taken over a whole span: a look right after another keeps the older counters.
        reading: rates === undefined && before !== undefined ? { ...before.reading, state: reading.state } : reading,
        image: changed ? undefined : before?.image,
        cpuLoad,
        askedAt,
      });
      if (changed) images.push(image);
    }
    const lost = gone.filter((id) => (known.get(id)?.askedAt ?? 0) <= askedAt);
    for (const id of lost) {
      known.delete(id);
      hashes.delete(domainId(id));
    }
    if (images.length === 0 && lost.length === 0) return 0;
    const simulated = row.driver === 'simulated';
    const applied = await applyReadings(ports.pool, {
      hostId: row.id,
      simulated,
      images,
      gone: lost,
      at: ports.clock.now(),
    });
    // Only now is it known to be written; a failure above leaves it to be written by the next reading.
    for (const image of images) {
      const entry = known.get(image.id);
      if (entry !== undefined) entry.image = { ...image, definition: undefined };
    }
    if (applied.suspects.length > 0) options.onSuspects(applied.suspects);
    if (lost.length > 0) options.onGone(lost);
    return images.length + lost.length;
  };

  const readAll = async (conn: HostConnection, signal: AbortSignal) => {
    const began = performance.now();
    const call = { deadlineMs: READ_DEADLINE_MS, signal };
    const [host, domains] = await Promise.all([conn.readHost(call), conn.listDomains({ ...call, known: hashes })]);
    const owned = options.owned();
    if (!owned || !wasOwned) for (const entry of known.values()) entry.image = undefined;
    wasOwned = owned;
    if (lastHost !== undefined) hostLoad = hostCpuLoad(lastHost, host) ?? hostLoad;
    lastHost = host;
    if (!owned) return;
    const metrics = metricsOf(host, domains);
    await inTurn(async () => {
      const listed = new Set<string>(domains.map((domain) => domain.id));
      const gone = [...known.keys()].filter((id) => !listed.has(id));
      const forgotten = wasRead ? [] : await forgottenSightings(listed);
      const changed = await write(domains, [...gone, ...forgotten], began, false);
      const key = JSON.stringify(
        [{ ...host, at: 0, memoryFreeKiB: 0, cpuBusyNs: 0 }, capabilities],
        (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
      );
      await writeHost(ports.pool, {
        row,
        reading: host,
        cpuLoad: hostLoad,
        capabilities,
        factsChanged: key !== factsKey,
      });
      factsKey = key;
      wasRead = true;
      if (metrics.length > 0) await writeMetrics(ports.pool, metrics, host.at);
      ports.emit({
        type: 'host.read',
        hostId: row.id,
        name: row.name,
        domains: domains.length,
        changed,
        ms: performance.now() - began,
      });
    });
    options.seen.tell({ hostId: row.id, seenAt: host.at, cpuLoad: hostLoad, memoryFreeKiB: host.memoryFreeKiB });
  };

  let wasRead = false;
  /** What an earlier run of the agent saw here and is here no more: nobody alive remembers it but the database. */
  const forgottenSightings = async (listed: ReadonlySet<string>): Promise<string[]> => {
    const result = await ports.pool.query<{ id: string }>(
      `select "domainId"::text as id from "DomainSighting" where "hostId" = $1::uuid
       union select "id"::text from "Domain" where "hostId" = $1::uuid and "missingSince" is null`,
      [row.id],
    );
    return result.rows.map((one) => one.id).filter((id) => !listed.has(id));
  };

  const metricsOf = (host: HostReading, domains: readonly DomainReading[]): MetricRow[] => {
    const at = host.at.getTime();
    if (at - lastMetricAt < METRIC_EVERY_MS) return [];
    lastMetricAt = at;
    const rows = [metricRowOf(row.id, { cpuLoad: hostLoad, memoryUsedKiB: host.memoryTotalKiB - host.memoryFreeKiB })];
    for (const domain of domains) {
      const before = known.get(domain.id);
      if (domain.state !== 'running' || before === undefined) continue;
      const rates = domainRates(before.reading, domain);
      if (rates !== undefined) rows.push(metricRowOf(domain.id, { ...rates, memoryUsedKiB: domain.memoryKiB }));
    }
    return rows;
  };

  const lookNow = async (id: string): Promise<void> => {
    const job = looking.get(id);
    const conn = connection;
    if (job === undefined || conn === undefined) {
      looking.delete(id);
      return;
    }
    try {
      do {
        job.again = false;
        const { force } = job;
        job.force = false;
        const askedAt = performance.now();
        const reading = await conn.readDomain(domainId(id), { deadlineMs: LOOK_DEADLINE_MS });
        if (!options.owned()) return;
        await inTurn(
          async () =>
            await write(reading === undefined ? [] : [reading], reading === undefined ? [id] : [], askedAt, force),
        );
        if (job.again) await ports.clock.sleep(LOOK_AGAIN_AFTER_MS);
      } while (isAgain(job));
    } catch (error) {
      // The whole reading that follows within seconds finds the same thing, or that the host is lost.
      if (!DriverError.is(error)) ports.emit({ type: 'loop.error', loop: 'look', error });
    } finally {
      looking.delete(id);
    }
  };

  return {
    refresh: () => wake.abort(),
    get capabilities() {
      return capabilities;
    },
    running: () => [...known.values()].filter((one) => one.reading.state === 'running').map((one) => one.reading.id),
    look: (id, force = false) => {
      const job = looking.get(id);
      if (job !== undefined) {
        job.again = true;
        job.force ||= force;
        return;
      }
      looking.set(id, { again: false, force });
      void lookNow(id);
    },
    serve: async (conn, signal) => {
      connection = conn;
      wasRead = false;
      factsKey = '';
      // Events of the time without a connection were not heard: what is seen now is written whatever was known.
      known.clear();
      hashes.clear();
      try {
        capabilities = await conn.capabilities({ deadlineMs: READ_DEADLINE_MS, signal });
        ports.emit({ type: 'host.up', hostId: row.id, name: row.name });
        while (!signal.aborted) {
          wake = new AbortController();
          await readAll(conn, signal);
          await sleepUnless(ports.clock, READ_EVERY_MS, AbortSignal.any([signal, wake.signal]));
        }
      } finally {
        connection = undefined;
      }
    },
  };
}

/** Set by `look` while the loop above was away; read through a call so that it is read anew. */
const isAgain = (job: { readonly again: boolean }): boolean => job.again;
