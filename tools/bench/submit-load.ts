/**
 * The submitting side of the `dispatch` bench, a process of its own as the web half is: pauses and resumes domains in
 * turn and says when each operation was committed. Driven over IPC.
 */
import { z } from 'zod';
import { createDb, type Db } from '@/lib/server/db/client';
import { submitOperation } from '@/lib/operations/submit-operation';

export const LoadOrder = z.object({
  databaseUrl: z.string(),
  domains: z.array(z.object({ id: z.string(), hostId: z.string() })),
  count: z.number(),
  /** Operations begun each second. */
  rate: z.number(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;
export const LoadReport = z.object({
  /** By `domainId kind`, in order of submission: when the commit returned, in ms since the epoch with fractions. */
  committed: z.array(z.object({ key: z.string(), atMs: z.number() })),
});
export type LoadReport = z.infer<typeof LoadReport>;

const CONNECTIONS = 8;
const nowMs = (): number => performance.timeOrigin + performance.now();

async function submitAll({ databaseUrl, domains, count, rate }: LoadOrder): Promise<LoadReport> {
  const db = createDb(databaseUrl, { max: CONNECTIONS });
  const committed: LoadReport['committed'] = [];
  const under = new Set<Promise<void>>();
  const paused = new Set<string>();
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) {
    const due = begun + (index * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const domain = domains[index % domains.length];
    if (domain === undefined) throw new Error('no domains to act on');
    const kind = paused.has(domain.id) ? 'resume-domain' : 'pause-domain';
    if (kind === 'pause-domain') paused.add(domain.id);
    else paused.delete(domain.id);
    // As a web half does: what the pool cannot take waits here, so the offered rate may fall below the asked one.
    while (under.size >= CONNECTIONS) await Promise.race(under);
    const submitted = submitOne(db, kind, domain).then(() => {
      committed.push({ key: `${domain.id} ${kind}`, atMs: nowMs() });
      under.delete(submitted);
    });
    under.add(submitted);
  }
  await Promise.all(under);
  await db.$disconnect();
  return { committed };
}

async function submitOne(
  db: Db,
  kind: 'pause-domain' | 'resume-domain',
  domain: LoadOrder['domains'][number],
): Promise<void> {
  await submitOperation(db, {
    kind,
    input: {},
    actor: { userId: 'bench', name: 'bench' },
    title: `${kind} ${domain.id}`,
    domainId: domain.id,
    hostId: domain.hostId,
  });
}

process.once('message', (message) => {
  void submitAll(LoadOrder.parse(message)).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
