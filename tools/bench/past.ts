import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Actor, ROLE_SCOPES } from '@/lib/domain/access';
import { createDb } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { closeDays } from '@/lib/server/services/accounting/close-days';
import { exportAccounting } from '@/lib/server/services/accounting/export-accounting';
import { readAccounting } from '@/lib/server/services/accounting/read-accounting';
import { listChanges } from '@/lib/server/services/past/list-changes';
import { readPastTestbed } from '@/lib/server/services/past/read-past-testbed';
import { readTimeline } from '@/lib/server/services/past/read-timeline';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';

const HOSTS = 100;
const DOMAINS = 1500;
/** Domains that were there in the past and are no more: environments that came and went. */
const REMOVED = 1500;
const DAYS = 90;
/** Restarts, moves and edits of one domain: a busy testbed. */
const CHANGES_PER_DAY = 20;
const ROUNDS = 9;
/** Of what takes seconds each. */
const SLOW_ROUNDS = 3;
/** A slider that is dragged asks several times a second. */
const DRAG_MS = 150;

/** Anything of the past of a testbed with 90 days of records, at moments spread over them; and what a replay of all would take. */
export async function run({ count = ROUNDS, say }: BenchOptions): Promise<BenchResult> {
  const dir = makeBenchFolder();
  const postgres = await startPostgres({
    dataDir: dir,
    port: await findFreePort(),
    logFile: join(dir, 'postgres.log'),
  });
  await applyMigrations(postgres.url);
  const db = createDb(postgres.url, { max: 4 });
  const sql = new Client({ connectionString: postgres.url });
  await sql.connect();
  try {
    for (const statement of FILL) await sql.query(statement);
    const records = await sql.query<{ records: string }>(`select count(*)::text as records from "DomainRecord"`);
    say(`${records.rows[0]?.records ?? '0'} records of ${DOMAINS + REMOVED} domains on ${HOSTS} hosts in ${DAYS} days`);

    const context: ServiceContext = {
      actor: READER,
      db,
      now: () => new Date(),
      requestId: 'bench',
      address: undefined,
    };
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    const moments = Array.from({ length: count }, (_, index) => day(1 + (index * (DAYS - 3)) / count));
    const timed = async (work: (at: string) => Promise<unknown>, some = moments): Promise<number[]> => {
      const times: number[] = [];
      await work(moments[0] ?? day(1));
      for (const at of some) {
        const began = performance.now();
        await work(at);
        times.push(performance.now() - began);
      }
      return times;
    };
    const past = await timed(async (at) => await readPastTestbed({ context, query: { at } }));
    const changes = await timed(async (since) => await listChanges({ context, query: { since } }));
    const timeline = await timed(async () => await readTimeline({ context, query: { since: day(DAYS - 1) } }));
    const monthTo = (at: string) => {
      const to = at.slice(0, 10);
      const from = day(DAYS - 1).slice(0, 10);
      const month = new Date(Date.parse(to) - 29 * 86_400_000).toISOString().slice(0, 10);
      return { of: 'simulated', from: month < from ? from : month, to } as const;
    };
    const useOf = async (at: string): Promise<unknown> => await readAccounting({ context, query: monthTo(at) });
    const fileOf = async (at: string): Promise<string> => {
      const file = await exportAccounting({ context, query: { ...monthTo(at), format: 'csv' } });
      return await file.text();
    };
    const thinned = moments.filter((_, index) => index % Math.ceil(count / SLOW_ROUNDS) === 0);
    const useRecorded = await timed(useOf, thinned);
    const filesRecorded = await timed(fileOf, thinned);
    const fileBefore = await fileOf(day(1));
    const began = performance.now();
    const closed = await closeDays(db);
    const closing = (performance.now() - began) / closed;
    say(`${closed} days were summed`);
    // As the database does by itself a minute later.
    await sql.query('vacuum analyze');
    const use = await timed(useOf);
    const useUntilNow = await timed(async () => await useOf(day(0)));
    const files = await timed(fileOf);
    const filesUntilNow = await timed(async () => await fileOf(day(0)));
    if ((await fileOf(day(1))) !== fileBefore)
      throw new Error('A file made of sums differs from that made of records.');
    const stays = await sql.query<{ count: string; size: string }>(
      `select count(*)::text as count, pg_size_pretty(pg_total_relation_size('"AccountedStay"')) as size from "AccountedStay"`,
    );
    say(`${stays.rows[0]?.count ?? '0'} sums by domain and host, ${stays.rows[0]?.size ?? ''}`);
    const scan = await timed(async (at) => await sql.query(SCAN, [at]));
    const plan = await sql.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${PROBE}`, [day(45)]);
    for (const line of plan.rows) say(line['QUERY PLAN']);
    return {
      figures: [
        figure('testbed-at-a-moment-median', median(past), 'ms', { most: DRAG_MS }),
        figure('testbed-at-a-moment-worst', Math.max(...past), 'ms'),
        figure('changes-until-now-median', median(changes), 'ms'),
        figure('timeline-of-90-days-median', median(timeline), 'ms'),
        figure('accounting-of-30-days-median', median(use), 'ms'),
        figure('accounting-of-30-days-worst', Math.max(...use), 'ms'),
        figure('accounting-of-30-days-until-now-median', median(useUntilNow), 'ms'),
        figure('accounting-of-30-days-from-records-median', median(useRecorded), 'ms'),
        figure('file-of-30-days-median', median(files), 'ms'),
        figure('file-of-30-days-until-now-median', median(filesUntilNow), 'ms'),
        figure('file-of-30-days-from-records-median', median(filesRecorded), 'ms'),
        figure('summing-a-day-mean', closing, 'ms'),
        figure('last-record-of-each-by-a-scan-median', median(scan), 'ms'),
      ],
      samples: { pastMs: past, changesMs: changes, timelineMs: timeline, accountingMs: use, scanMs: scan },
    };
  } finally {
    await sql.end();
    await db.$disconnect();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const READER: Actor = { userId: 'bench', name: 'Bench', role: 'viewer', scopes: ROLE_SCOPES.viewer, via: 'system' };

const FACTS = `'domain-' || n, h.id, true, (array['running', 'running', 'off'])[1 + (random() * 2.99)::int % 3], false, 1, 524288, 'x86_64',
  array['WN'], (array['atlas', 'lhcb', 'cms', 'alice'])[1 + n % 4]`;
const COLUMNS = `"name", "hostId", "simulated", "state", "splitBrain", "vcpus", "memoryKiB", "architecture", "roles", "vo"`;

/** Constants of this file only: nothing from outside is put together into statements. */
const FILL = [
  // Nothing was summed yet that these would have forgotten.
  'alter table "DomainRecord" disable trigger "DomainRecord_of_the_past"',
  `insert into "Host" ("id", "name", "uri", "driver", "status")
   select gen_random_uuid(), 'host-' || n, 'simulated://bench/' || n, 'simulated', 'up' from generate_series(1, ${HOSTS}) n`,
  `insert into "Domain" ("id", "name", "hostId", "simulated", "state", "seenAt", "vcpus", "maxVcpus", "memoryKiB", "maxMemoryKiB", "architecture",
     "roles", "vo")
   select md5('d' || n)::uuid, 'domain-' || n, h.id, true, 'running', now(), 1, 1, 524288, 524288, 'x86_64', array['WN'], 'atlas'
   from generate_series(1, ${DOMAINS}) n join (select id, row_number() over (order by name) as i from "Host") h on h.i = 1 + n % ${HOSTS}`,
  `update "HostRecord" set "at" = now() - interval '${DAYS} days'`,
  // In the order of their times, as they are written.
  `insert into "DomainRecord" ("at", "domainId", ${COLUMNS})
   select now() - interval '${DAYS} days' + (k + random()) * interval '${DAYS} days' / ${DAYS * CHANGES_PER_DAY}, md5('d' || n)::uuid, ${FACTS}
   from generate_series(0, ${DAYS * CHANGES_PER_DAY - 1}) k cross join generate_series(1, ${DOMAINS}) n
   join (select id, row_number() over (order by name) as i from "Host") h on h.i = 1 + (n + k) % ${HOSTS}`,
  `insert into "DomainRecord" ("at", "domainId", "gone", ${COLUMNS})
   select now() - interval '${DAYS} days' + (n + days) * interval '${DAYS - 8} days' / ${REMOVED}, md5('r' || n)::uuid, days > 0, ${FACTS}
   from generate_series(1, ${REMOVED}) n cross join (values (0), (80)) as lived(days)
   join (select id, row_number() over (order by name) as i from "Host") h on h.i = 1 + n % ${HOSTS}`,
  'alter table "DomainRecord" enable trigger "DomainRecord_of_the_past"',
  'vacuum analyze',
];

/** What `readTestbedThen` asks, without its columns. */
const PROBE = `select last.* from (select "id" from "Domain" union select "domainId" from "DomainRecord" where "gone" and "at" > $1::timestamptz)
    as subject("id")
  cross join lateral (select r.* from "DomainRecord" r where r."domainId" = subject."id" and r."at" <= $1::timestamptz
    order by r."at" desc, r."sequence" desc limit 1) last`;

/** The same by reading all that was recorded until then. */
const SCAN = `select distinct on (r."domainId") r.* from "DomainRecord" r where r."at" <= $1::timestamptz
  order by r."domainId", r."at" desc, r."sequence" desc`;
