/** For integration tests: a loop that dies after each transaction that it commits, and operations that end without an agent. */
import { HostFacts } from '@/lib/server/db/facts';
import type { Db } from '@/lib/server/db/client';

export class Died extends Error {}

/** Dies as soon as one of its transactions has committed: what was to follow it in the same look does not. */
export function mortal(db: Db): Db {
  return new Proxy(db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== '$transaction' || typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        await Reflect.apply(value, target, args);
        throw new Died();
      };
    },
  });
}

/** Ends every operation that was asked for, as an agent would. @param fails domains whose creation does not end well */
export async function endOperations(db: Db, fails: readonly string[]): Promise<void> {
  for (const operation of await db.operation.findMany({ where: { state: 'queued' }, orderBy: { number: 'asc' } })) {
    const name = (operation.input as { readonly name?: string }).name ?? '';
    const failed = operation.kind === 'create-domain' && fails.includes(name);
    if (operation.kind === 'create-domain' && !failed)
      await db.domain.create({
        data: {
          id: operation.domainId ?? '',
          name,
          hostId: operation.hostId,
          state: 'running',
          simulated: true,
          seenAt: new Date(),
          vcpus: 1,
          maxVcpus: 1,
          memoryKiB: 1n,
          maxMemoryKiB: 1n,
        },
      });
    if (operation.kind === 'delete-domain') await db.domain.deleteMany({ where: { id: operation.domainId ?? '' } });
    if (operation.kind === 'make-network') {
      const host = await db.host.findUniqueOrThrow({ where: { id: operation.hostId ?? '' } });
      const facts = HostFacts.parse(host.facts);
      const networks = [...facts.networks, { name, kind: 'isolated', active: true }];
      await db.host.update({ where: { id: host.id }, data: { facts: { ...facts, networks } } });
    }
    const { runId = '', siteName = '' } = operation.input as { readonly runId?: string; readonly siteName?: string };
    await db.operation.update({
      where: { id: operation.id },
      data: {
        state: failed ? 'failed' : 'succeeded',
        finishedAt: new Date(),
        errorMessage: failed ? 'It could not be made.' : null,
        result:
          operation.kind === 'prove-clean'
            ? { site: siteName, runId, lookedAt: new Date().toISOString(), clean: true, items: [] }
            : {},
      },
    });
  }
}
