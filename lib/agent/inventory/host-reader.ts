/**
 * Keeps the database in step with one host while its connection stands: a whole reading every few seconds, and one domain at
 * once after an event. An event says "look", never what is true.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading, HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { HostConnection } from '@/lib/drivers/port';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { AgentPorts } from '@/lib/agent/ports';
import type { Served } from '@/lib/agent/hosts/host-link';
import type { HostRow } from '@/lib/agent/hosts/host-row';
import type { SeenBoot } from '@/lib/server/services/recovery/note-restart';
import { sleepUnless } from '@/lib/agent/system-clock';
import { createGate } from '@/lib/utils/gate';
import {
  LOOK_AGAIN_AFTER_MS,
  LOOK_DEADLINE_MS,
  METRIC_EVERY_MS,
  READ_DEADLINE_MS,
  READ_EVERY_MS,
  READ_PAUSE_MAX_MOVING_MS,
  READ_PAUSE_MAX_MS,
  READ_PAUSE_SHARE,
  READ_PAUSE_SHARE_MOVING,
} from '@/lib/agent/tunables';
import { createDomainBook } from './domain-book';
import { hostCpuLoad } from './rates';
import { readForgotten } from './read-forgotten';
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
  /** The first reading after a silence, before anything of it is written: what ran when the host was last heard still stands in the rows. */
  readonly noteBoot: (seen: SeenBoot) => Promise<void>;
}

export interface HostReader {
  /** Reads until the signal fires; rejects when the host does not answer. */
  serve(connection: HostConnection, signal: AbortSignal, link: Served): Promise<void>;
  /** Something happened to this domain: look at it now. `force` writes what is seen even where nothing changed. */
  look(id: string, force?: boolean): void;
  /** Reads the whole host now instead of at the next beat. */
  refresh(): void;
  /**
   * The same, and waits: resolves once what a reading begun after this call saw is written, at the latest when `signal` fires, the
   * connection goes, or the reading fails. Never rejects.
   */
  reread(signal: AbortSignal): Promise<void>;
  /** Domains of the last reading that run and could be heard. */
  running(): readonly DomainId[];
  readonly capabilities: HostCapabilities | undefined;
}

export function createHostReader(options: HostReaderOptions): HostReader {
  const { ports, row } = options;
  const book = createDomainBook(options);
  const looking = new Map<string, { again: boolean; force: boolean }>();
  let connection: HostConnection | undefined;
  let capabilities: HostCapabilities | undefined;
  let lastHost: HostReading | undefined;
  let hostLoad: number | undefined;
  let lastMetricAt = 0;
  let factsKey = '';
  let wasOwned = false;
  let wasRead = false;
  let wake = new AbortController();
  let waiting: (() => void)[] = [];
  let mayWrite = createGate();

  /** @returns milliseconds for which the host was asked. */
  const readAll = async (conn: HostConnection, signal: AbortSignal): Promise<number> => {
    const began = performance.now();
    const call = { deadlineMs: READ_DEADLINE_MS, signal };
    // Capabilities too: some are learned only when the host is first asked for something.
    const [host, domains, able] = await Promise.all([
      conn.readHost(call),
      conn.listDomains({ ...call, known: book.hashes }),
      conn.capabilities(call),
    ]);
    const askedMs = performance.now() - began;
    capabilities = able;
    const owned = options.owned();
    if (!owned || !wasOwned) book.distrust();
    wasOwned = owned;
    if (lastHost !== undefined) hostLoad = hostCpuLoad(lastHost, host) ?? hostLoad;
    lastHost = host;
    if (!owned) return askedMs;
    if (!wasRead) await options.noteBoot({ hostId: row.id, at: host.at, boot: host.boot });
    mayWrite.open();
    const metrics = metricsOf(host, domains);
    const listed = new Set<string>(domains.map((domain) => domain.id));
    const gone = book.ids().filter((id) => !listed.has(id));
    const forgotten = wasRead ? [] : await readForgotten(ports.pool, row.id, listed);
    const changed = await book.write([
      ...domains.map((reading) => ({ id: reading.id, reading, askedAt: began, force: false })),
      ...[...gone, ...forgotten].map((id) => ({ id, reading: undefined, askedAt: began, force: false })),
    ]);
    const key = keyOfFacts(host, capabilities);
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
    const ms = performance.now() - began;
    ports.emit({ type: 'host.read', hostId: row.id, name: row.name, domains: domains.length, changed, ms });
    options.seen.tell({ hostId: row.id, seenAt: host.at, cpuLoad: hostLoad, memoryFreeKiB: host.memoryFreeKiB });
    return askedMs;
  };

  /** A database that is away is no reason to leave the host: through this very connection a domain may be on its way. */
  const readAndWrite = async (conn: HostConnection, signal: AbortSignal): Promise<number> => {
    try {
      return await readAll(conn, signal);
    } catch (error) {
      if (DriverError.is(error)) throw error;
      notWritten('inventory', error);
      return 0;
    }
  };

  /** What has gone from the host may be in neither the book nor the database now: the next reading compares the two anew. */
  const notWritten = (loop: string, error: unknown): void => {
    wasRead = false;
    ports.emit({ type: 'loop.error', loop, error });
  };

  const metricsOf = (host: HostReading, domains: readonly DomainReading[]): MetricRow[] => {
    const at = host.at.getTime();
    if (at - lastMetricAt < METRIC_EVERY_MS) return [];
    lastMetricAt = at;
    const rows = [metricRowOf(row.id, { cpuLoad: hostLoad, memoryUsedKiB: host.memoryTotalKiB - host.memoryFreeKiB })];
    for (const domain of domains) {
      const rates = domain.state === 'running' ? book.ratesOf(domain) : undefined;
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
        await mayWrite.opened;
        await book.writeSoon({ id, reading, askedAt, force });
        if (isAgain(job)) await ports.clock.sleep(LOOK_AGAIN_AFTER_MS);
      } while (isAgain(job));
    } catch (error) {
      // The whole reading that follows within seconds finds the same thing, or that the host is lost.
      if (!DriverError.is(error)) notWritten('look', error);
    } finally {
      looking.delete(id);
    }
  };

  return {
    refresh: () => wake.abort(),
    reread: async (signal) => {
      if (connection === undefined || signal.aborted) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        wake.abort();
      });
    },
    get capabilities() {
      return capabilities;
    },
    running: book.running,
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
    serve: async (conn, signal, link) => {
      connection = conn;
      wasRead = false;
      mayWrite = createGate();
      factsKey = '';
      // Events of the time without a connection were not heard: what is seen now is written whatever was known.
      book.clear();
      try {
        capabilities = await conn.capabilities({ deadlineMs: READ_DEADLINE_MS, signal });
        ports.emit({ type: 'host.up', hostId: row.id, name: row.name });
        while (!signal.aborted) {
          wake = new AbortController();
          const waited = waiting;
          waiting = [];
          const askedMs = await readAndWrite(conn, signal);
          link.onAnswer();
          const pause = pauseAfter(askedMs, link.isHeld());
          for (const done of waited) done();
          await sleepUnless(ports.clock, pause, AbortSignal.any([signal, wake.signal]));
        }
      } finally {
        connection = undefined;
        mayWrite.open();
        for (const done of waiting) done();
        waiting = [];
      }
    },
  };
}

/** A host that is quick to read is read every few seconds; one that is slow is given time for its own work. */
function pauseAfter(askedMs: number, moving: boolean): number {
  const [share, most] = moving
    ? [READ_PAUSE_SHARE_MOVING, READ_PAUSE_MAX_MOVING_MS]
    : [READ_PAUSE_SHARE, READ_PAUSE_MAX_MS];
  return Math.min(most, Math.max(READ_EVERY_MS, askedMs * share));
}

/** Set by `look` while the loop above was away; read through a call so that it is read anew. */
const isAgain = (job: { readonly again: boolean }): boolean => job.again;

/** Changes when something but the figures of the moment changed. */
function keyOfFacts(host: HostReading, capabilities: HostCapabilities | undefined): string {
  const steady = {
    ...host,
    at: 0,
    memoryFreeKiB: 0,
    cpuBusyNs: 0,
    boot: undefined,
    storage: host.storage.map(({ name, kind, shared }) => [name, kind, shared]),
  };
  return JSON.stringify([steady, capabilities]);
}
