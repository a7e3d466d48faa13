import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { LeaseFeasibility } from '@/lib/contracts/leases';
import { type Actor, ROLE_SCOPES } from '@/lib/domain/access';
import { createDb } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkLease } from '@/lib/server/services/leases/check-lease';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';

/** What the product promises to answer for. */
const HOSTS = 1_250;
const DOMAINS = 20_000;
const LEASES = 5_000;
const ANSWER_MS = 100;
const ROUNDS = 200;
const P95 = 0.95;

/** Whether a lease fits, by the service that the form asks while it is filled: the database is read anew each time. */
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
    const [environment] = (await sql.query<{ id: string }>('select "id"::text as "id" from "Environment"')).rows;
    const context: ServiceContext = {
      actor: READER,
      db,
      now: () => new Date(),
      requestId: 'bench',
      address: undefined,
    };
    const fits: number[] = [];
    const short: number[] = [];
    // The first of all parses its statements and compiles what it runs through.
    for (let round = -10; round < count; round += 1) {
      const startsAt = Date.now() + (Math.abs(round) % 90) * DAY_MS + HOUR_MS;
      const input = {
        environmentId: environment?.id ?? '',
        vo: 'atlas',
        count: round % 2 === 0 ? 4 : 250,
        vcpus: 4,
        memoryMiB: 8_192,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(startsAt + 7 * DAY_MS).toISOString(),
      };
      const began = performance.now();
      const answer = LeaseFeasibility.parse(await checkLease({ context, input }));
      const ms = performance.now() - began;
      if (round >= 0) (answer.fits ? fits : short).push(ms);
      if (round === 0 || round === 1) say(`${answer.words} ${answer.alternatives.map(({ words }) => words).join(' ')}`);
    }
    say(`${fits.length} fitted, ${short.length} were told what fits instead`);
    const all = [...fits, ...short];
    return {
      figures: [
        figure('feasibility-p95', percentile(all), 'ms', { most: ANSWER_MS }),
        figure('feasibility-median', median(all), 'ms'),
        figure('feasibility-of-what-does-not-fit-p95', percentile(short), 'ms'),
      ],
      samples: { fitsMs: fits, shortMs: short },
    };
  } finally {
    await sql.end();
    await db.$disconnect();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const percentile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * P95) - 1] ?? Number.NaN;

const READER: Actor = {
  userId: 'bench',
  name: 'Bench',
  role: 'vo-admin',
  scopes: ROLE_SCOPES['vo-admin'],
  vos: ['atlas'],
  via: 'system',
};

const BODY = JSON.stringify({
  role: 'WN',
  image: { path: '/srv/wn.qcow2', sha512: '0'.repeat(128) },
  architecture: 'x86_64',
  guestModes: ['hvm'],
  isolation: 'shared',
  memoryMiB: 512,
  most: { vcpus: 4, memoryMiB: 8_192, diskGiB: null, domains: 256 },
  daysMax: 30,
});

/** Two classes; every fourth domain of a lease that is active; leases of a quarter of a year, most of the room promised. */
const FILL = [
  `insert into "Host" ("id", "name", "uri", "driver", "class", "status", "enabled", "architecture", "cpuCount", "memoryTotalKiB", "memoryFreeKiB", "facts")
   select gen_random_uuid(), 'host-' || n, 'simulated://bench/' || n, 'simulated', (array['dempsey', 'montecito'])[1 + n % 2], 'up', true,
     'x86_64', 8, 33554432, 16777216,
     jsonb_build_object('hostname', 'host-' || n, 'cpuFlags', (select jsonb_agg('flag-' || f) from generate_series(1, 100) f),
       'hardwareVirtualization', 'vt-x', 'guestModes', jsonb_build_array('hvm'), 'networks', '[]'::jsonb,
       'storage', jsonb_build_array(jsonb_build_object('name', 'local', 'kind', 'dir', 'shared', false, 'freeBytes', 1e12)))
   from generate_series(1, ${HOSTS}) n`,
  `insert into "Domain" ("id", "name", "hostId", "simulated", "state", "seenAt", "vcpus", "maxVcpus", "memoryKiB", "maxMemoryKiB", "vo")
   select gen_random_uuid(), 'domain-' || n, (select "id" from "Host" where "name" = 'host-' || (1 + n % ${HOSTS})), true, 'running', now(), 1, 1,
     524288, 524288, 'atlas'
   from generate_series(1, ${DOMAINS}) n`,
  `insert into "Environment" ("id", "name", "version", "body", "vos", "createdByName") values (gen_random_uuid(), 'wn', 1, '${BODY}', '{}', 'bench')`,
  `insert into "Site" ("id", "name", "vos", "wanted") select gen_random_uuid(), 'lease-' || n, '{atlas}', 10 from generate_series(1, ${DOMAINS / 40}) n`,
  `insert into "SiteNode" ("siteId", "instance", "domainId", "made")
   select s."id", 'wn-' || d.n, d."id", '{}' from (select "id", row_number() over (order by "name") as n from "Domain") d
   join "Site" s on s."name" = 'lease-' || (1 + d.n / 10) where d.n < ${DOMAINS / 4}`,
  `insert into "Lease" ("id", "environmentId", "vo", "purpose", "state", "hosts", "askedById", "askedByName", "askedAt", "askedCount", "askedVcpus",
     "askedMemoryMiB", "askedStartsAt", "askedEndsAt", "approvedCount", "approvedVcpus", "approvedMemoryMiB", "approvedStartsAt", "approvedEndsAt", "hostClass", "siteId")
   select gen_random_uuid(), e."id", (array['atlas', 'cms', 'lhcb', 'alice'])[1 + n % 4], 'bench', case when n <= ${DOMAINS / 40} then 'active' else 'approved' end,
     '{}', 'bench', 'bench', now(), 10, 2, 7000, t.s, t.e, 10, 2, 7000, t.s, t.e, (array['dempsey', 'montecito'])[1 + n % 2],
     (select "id" from "Site" where "name" = 'lease-' || n)
   from generate_series(1, ${LEASES}) n cross join "Environment" e
   cross join lateral (select now() + interval '1 minute' * (n * 37 % 129600) as s, now() + interval '1 minute' * (n * 37 % 129600 + 4320 + n % 20160) as e) t`,
  'analyze',
];
