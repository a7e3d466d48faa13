import { Client, type Entry, NoSuchObjectError } from 'ldapts';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { openBoundedRelay } from '@/lib/grid/net/bounded-relay';
import { MOST_LDAP_BYTES } from '@/lib/grid/net/limits';
import { placeOf, type Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';

/** A BDII updates every two minutes, and its own script takes it for hung after 20. */
const STALE_AFTER_MS = 20 * MINUTE_MS;
/** One service suffices; a top BDII has thousands. */
const MOST_ENTRIES = 500;
const SERVER_SECONDS = 5;

const STATS = ['FailedAdds', 'TotalEntries', 'NewEntries', 'modifyTimestamp'];

/** The information index publishes services, and has looked for them lately: stale and empty ones answer as readily. */
export const probeBdii: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'ldap');
  const relay = await openBoundedRelay(ask, 'ldap', MOST_LDAP_BYTES);
  const client = new Client({
    url: `ldap://127.0.0.1:${relay.port}`,
    timeout: SERVER_SECONDS * SECOND_MS,
    connectTimeout: SERVER_SECONDS * SECOND_MS,
  });
  const onAbort = (): void => relay.close();
  ask.signal.addEventListener('abort', onAbort, { once: true });
  const search = async (base: string, filter: string, attributes: string[]): Promise<readonly Entry[]> => {
    try {
      const { searchEntries } = await client.search(base, {
        scope: 'sub',
        filter,
        attributes,
        sizeLimit: MOST_ENTRIES,
        timeLimit: SERVER_SECONDS,
      });
      return searchEntries;
    } catch (error) {
      ask.signal.throwIfAborted();
      // 32: nothing of that name, which a BDII that has never updated says.
      if (error instanceof NoSuchObjectError) return [];
      if (relay.overflowed())
        throw new ProbeFault('critical', `${where} sends more than ${MOST_LDAP_BYTES / 1_048_576} MiB.`, {
          cause: error,
        });
      // 4: more than were asked for, of which those count that came; the library does not hand them out.
      if (isTooMany(error)) return Array.from({ length: MOST_ENTRIES }, () => ({ dn: base }));
      const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      throw new ProbeFault('critical', `${where} does not answer in LDAP: ${said}`, { cause: error });
    }
  };
  try {
    const services = await search('o=glue', '(objectClass=GLUE2Service)', ['GLUE2ServiceID']);
    const [stats] = await search('o=infosys', '(objectClass=UpdateStats)', STATS);
    return judgeBdii(where, services, stats, ask.now());
  } finally {
    ask.signal.removeEventListener('abort', onAbort);
    relay.close();
    await client.unbind().catch(() => undefined);
  }
};

const isTooMany = (error: unknown): boolean => {
  const SIZE_LIMIT_EXCEEDED = 4;
  return error instanceof Error && 'code' in error && error.code === SIZE_LIMIT_EXCEEDED;
};

const valueOf = (entry: Entry | undefined, name: string): string | undefined => {
  // Servers spell the names of attributes as they like.
  const found = Object.entries(entry ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const [first] = [found ?? []].flat();
  return first === undefined ? undefined : first.toString();
};

/** Generalized time, RFC 4517, 3.3.13, as servers write it. @example '20270203060000Z' */
export function parseGeneralizedTime(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** @param stats its record of updates */
export function judgeBdii(
  where: string,
  services: readonly Entry[],
  stats: Entry | undefined,
  now: Date,
): Awaited<ReturnType<Probe>> {
  const ids = services.map((entry) => valueOf(entry, 'GLUE2ServiceID') ?? entry.dn);
  const updatedAt = parseGeneralizedTime(valueOf(stats, 'modifyTimestamp') ?? '');
  const failedAdds = Number(valueOf(stats, 'FailedAdds') ?? '0');
  const lines = STATS.map((name) => `${name}: ${valueOf(stats, name) ?? 'not said'}`);
  const found = {
    answer: [`${services.length} services`, ...ids.slice(0, 20), ...lines].join('\n'),
    facts: {
      services: services.length,
      totalEntries: Number(valueOf(stats, 'TotalEntries') ?? '0'),
      failedAdds,
      ...(updatedAt === undefined ? {} : { updatedAt: updatedAt.toISOString() }),
    },
  };
  if (services.length === 0)
    return { verdict: 'critical', sentence: `${where} publishes no service: it is empty.`, ...found };
  if (updatedAt === undefined)
    return { verdict: 'critical', sentence: `${where} does not say when it was updated.`, ...found };
  const ageMs = now.getTime() - updatedAt.getTime();
  if (ageMs > STALE_AFTER_MS)
    return {
      verdict: 'critical',
      sentence: `${where} is stale: its last update was ${formatDuration(ageMs)} ago.`,
      ...found,
    };
  if (!(failedAdds === 0))
    return {
      verdict: 'warning',
      sentence: `${where} could not take in ${failedAdds} entries at its last update.`,
      ...found,
    };
  const count = services.length === 1 ? '1 service' : `${services.length} services`;
  return { verdict: 'ok', sentence: `${where} publishes ${count}, updated ${formatDuration(ageMs)} ago.`, ...found };
}
