/**
 * For integration tests: a loop of pools that dies after each transaction that it commits, before and after each word to the batch system. What
 * agents would do on hosts is done here by rows, and the batch system is a model.
 */
import { administrator, prepareEnvironment, SITE_IMAGE } from '@/lib/agent/testing/site-files';
import { advancePool } from '@/lib/agent/pools/keep-pools';
import type { PoolSystem } from '@/lib/batch/pool-port';
import { createModelPool, type ModelPool } from '@/lib/batch/testing/model-pool';
import type { OperationKind } from '@/lib/domain/operation';
import type { PoolSlot } from '@/lib/server/db/generated/client';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { Died, endOperations, mortal } from '@/lib/server/testing/mortal-loop';
import { makePool, POOL_NAME } from '@/lib/server/testing/pool-world';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';

export const POOL_NODES = ['slot-1', 'slot-2', 'slot-3'];
/** Far more looks than a slot has steps. */
const MOST_LOOKS = 300;

export interface MortalPool {
  readonly server: TestServer;
  readonly model: ModelPool;
  readonly poolId: string;
  /**
   * Looks until it is done, by agents that die.
   * @param how `owners` look at once; creations of domains in `fails` do not end well; `ends` false: no operation ends
   * @returns how many looks ended in a death
   */
  carryOn(
    isDone: () => Promise<boolean>,
    how?: { readonly owners?: readonly string[]; readonly fails?: readonly string[]; readonly ends?: boolean },
  ): Promise<number>;
  /** Slots that are not gone. */
  live(): Promise<PoolSlot[]>;
  /** Operations of a kind that were asked for so far. */
  asked(kind: OperationKind): Promise<number>;
}

/** A pool of two slots at most over three nodes. */
export async function startMortalPool(): Promise<MortalPool> {
  const server = await startTestServer();
  const { db } = server;
  prepareEnvironment(server.url);
  const { actor } = await administrator(db);
  await makeHost(db);
  const environment = await makeEnvironment(db, { image: { path: SITE_IMAGE, sha512: '0'.repeat(128) } });
  const model = createModelPool({
    name: 'model',
    nodes: POOL_NODES,
    feature: POOL_NAME,
    isUp: async (node) => (await db.domain.count({ where: { name: node } })) > 0,
  });
  const { id: poolId } = await makePool(db, {
    environmentId: environment.id,
    system: 'model',
    ownerId: actor.userId,
    nodes: POOL_NODES,
    max: 2,
  });
  return {
    server,
    model,
    poolId,
    live: async () => await db.poolSlot.findMany({ where: { state: { not: 'gone' } } }),
    asked: async (kind) => await db.operation.count({ where: { kind } }),
    carryOn: async (isDone, { owners = ['one'], fails = [], ends = true } = {}) => {
      const system = mortalSystem(model);
      let deaths = 0;
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        if (await isDone()) return deaths;
        const now = new Date();
        const looks = owners.map(async (owner) => {
          try {
            await advancePool({ db: mortal(db), system, owner, now }, poolId);
          } catch (error) {
            if (!(error instanceof Died)) throw error;
            deaths += 1;
          }
        });
        await Promise.all(looks);
        // Of an agent that died the pool is free again after a while; that while is not waited for.
        await db.batchPool.updateMany({ data: { heldUntil: null } });
        await db.batchPool.updateMany({ where: { dueAt: { not: null } }, data: { dueAt: new Date(0) } });
        if (ends) await endOperations(db, fails);
        await db.host.updateMany({ data: { seenAt: new Date() } });
      }
      const slots = await db.poolSlot.findMany();
      const pool = await db.batchPool.findUniqueOrThrow({ where: { id: poolId } });
      throw new Error(
        `${pool.words ?? ''} ` + slots.map(({ node, state, words }) => `${node} ${state} ${words ?? ''}`).join(', '),
      );
    },
  };
}

/** Dies before the first word is said, and after the second; the third is let through, for else nobody would ever go on. */
function mortalSystem(model: ModelPool): PoolSystem {
  let calls = 0;
  const sometimes = async (deed: () => Promise<void>): Promise<void> => {
    const turn = calls % 3;
    calls += 1;
    if (turn > 0) await deed();
    if (turn < 2) throw new Died();
  };
  return {
    ...model,
    attach: async (...args) => await sometimes(async () => await model.attach(...args)),
    close: async (...args) => await sometimes(async () => await model.close(...args)),
    detach: async (...args) => await sometimes(async () => await model.detach(...args)),
    offer: async (...args) => await sometimes(async () => await model.offer(...args)),
    beginMaintenance: async (...args) => await sometimes(async () => await model.beginMaintenance(...args)),
    endMaintenance: async (...args) => await sometimes(async () => await model.endMaintenance(...args)),
  };
}
