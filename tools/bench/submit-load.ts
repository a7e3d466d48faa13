/**
 * The submitting side of the `dispatch` bench, a process of its own as the web half is: pauses and resumes domains in
 * turn and says when each operation was committed. Driven over IPC.
 */
import { z } from 'zod';
import { createDb } from '@/lib/server/db/client';
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

const nowMs = (): number => performance.timeOrigin + performance.now();

async function submitAll({ databaseUrl, domains, count, rate }: LoadOrder): Promise<LoadReport> {
  const db = createDb(databaseUrl, { max: 8 });
  const committed: LoadReport['committed'] = [];
  const under: Promise<void>[] = [];
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
    under.push(
      db
        .$transaction(async (tx) => {
          await submitOperation(tx, {
            kind,
            input: {},
            actor: { userId: 'bench', name: 'bench' },
            title: `${kind} ${domain.id}`,
            domainId: domain.id,
            hostId: domain.hostId,
          });
        })
        .then(() => {
          committed.push({ key: `${domain.id} ${kind}`, atMs: nowMs() });
        }),
    );
  }
  await Promise.all(under);
  await db.$disconnect();
  return { committed };
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
