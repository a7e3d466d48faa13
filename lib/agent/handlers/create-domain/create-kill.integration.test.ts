/**
 * An agent is killed at every step of a creation, of one that is taken back, and of a deletion; another goes on. Afterwards
 * there is the whole domain once, or nothing: asked of the simulated hosts, past all of Gridbox.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { ACTOR, createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { submitOperation } from '@/lib/operations/submit-operation';

const CREATE_POINTS = [
  'claimed',
  'planned',
  'before-disk',
  'after-disk',
  'before-define',
  'after-define',
  'before-start',
  'after-start',
  'verified',
  'before-finish',
];
const UNDO_POINTS = ['before-undo', 'undo-before', 'undo-after', 'before-finish'];
const DELETE_POINTS = [
  'claimed',
  'before-stop',
  'after-stop',
  'planned',
  'before-domain',
  'after-domain',
  'before-disk',
  'after-disk',
  'before-prove',
  'before-finish',
];
const FOLDER = '/openlab-test';

let site: Site;
let folder: string;
let listener: Server;
/** By name. */
const created = new Map<string, { readonly id: string; readonly operationId: string }>();
const deleted = new Map<string, string>();

async function submit(kind: 'create-domain' | 'delete-domain', id: string, input: object): Promise<string> {
  const { operation } = await site.db.$transaction(
    async (tx) =>
      await submitOperation(tx, {
        kind,
        // Parsed there by the kind's own schema.
        input,
        actor: ACTOR,
        title: `${kind} ${id}`,
        domainId: id,
        hostId: site.hostId('one'),
      }),
  );
  return operation.id;
}
async function create(name: string, disks = 1): Promise<string> {
  const id = randomUUID();
  const operationId = await submit('create-domain', id, {
    name,
    memoryKiB: 64 * 1024,
    boot: { from: 'kernel', kernel: '/boot/vmlinuz' },
    disks: Array.from({ length: disks }, () => ({ from: 'new', sizeGiB: 1 })),
    folder: FOLDER,
  });
  created.set(name, { id, operationId });
  return operationId;
}
const die = async (operationId: string, point: string): Promise<void> => {
  await runUntilKilled({
    databaseUrl: site.database.url,
    driver: 'simulated',
    socketPath: join(folder, 'world.sock'),
    operationId,
    point,
  });
};
const host = () => {
  const state = site.world.hosts.get('one');
  if (state === undefined) throw new Error('no host one');
  return state;
};
const domainsCalled = (name: string) => [...host().domains.values()].filter((domain) => domain.name === name);
const filesOf = (name: string): string[] =>
  (host().record.disks ?? []).map(({ path }) => path).filter((path) => path.startsWith(`${FOLDER}/${name}-vd`));
const thingsOf = async (name: string): Promise<string[]> =>
  (await site.db.madeThing.findMany({ where: { domainName: name } }))
    .map(({ kind, state }) => `${kind} ${state}`)
    .toSorted();

beforeAll(async () => {
  site = await createSite({ hosts: ['one'], domains: [{ name: 'se-01', host: 'one' }] });
  folder = mkdtempSync(join(tmpdir(), 'gridbox-create-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await site.startAgent();
  await site.read();
  for (const point of DELETE_POINTS) await create(`delete-${point}`);
  for (const { operationId } of created.values())
    expect(await site.finished(operationId, 60_000)).toMatchObject({ errorMessage: null });
  await first.stop();
  for (const point of CREATE_POINTS) await die(await create(`create-${point}`), `create-domain:${point}`);
  for (const point of UNDO_POINTS) {
    // Somebody's own file stands where the second disk would be.
    host().record.disks?.push({ path: `${FOLDER}/undo-${point}-vdb.qcow2`, bytes: 1, capacityBytes: 1 });
    await die(await create(`undo-${point}`, 2), `create-domain:${point}`);
  }
  for (const point of DELETE_POINTS) {
    const { id } = created.get(`delete-${point}`) ?? { id: '' };
    const operationId = await submit('delete-domain', id, { stop: 'force-off' });
    deleted.set(point, operationId);
    await die(operationId, `delete-domain:${point}`);
  }
  await site.startAgent();
}, 400_000);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(CREATE_POINTS)(
  'a creation whose agent dies at "%s" ends with the domain made once',
  async (point) => {
    const name = `create-${point}`;
    const { operationId = '', id } = created.get(name) ?? {};
    const done = await site.finished(operationId, 90_000);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    expect(domainsCalled(name)).toMatchObject([{ id, state: 'running' }]);
    expect(filesOf(name)).toEqual([`${FOLDER}/${name}-vda.qcow2`]);
    expect(await thingsOf(name)).toEqual(['disk made', 'domain made']);
  },
  120_000,
);

test.each(UNDO_POINTS)(
  'a creation that is taken back when its agent dies at "%s" leaves nothing but what was there before',
  async (point) => {
    const name = `undo-${point}`;
    const done = await site.finished(created.get(name)?.operationId ?? '', 90_000);
    expect(done).toMatchObject({ state: 'failed' });
    expect(done.errorMessage).toMatch(/had failed, and its agent ended|is left alone/);
    expect(domainsCalled(name)).toEqual([]);
    expect(filesOf(name)).toEqual([`${FOLDER}/${name}-vdb.qcow2`]);
    expect(await thingsOf(name)).toEqual(['disk gone']);
  },
  120_000,
);

test.each(DELETE_POINTS)(
  'a deletion whose agent dies at "%s" ends with nothing left, and proves it',
  async (point) => {
    const name = `delete-${point}`;
    const done = await site.finished(deleted.get(point) ?? '', 90_000);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(CleanUp.parse(done.result)).toMatchObject({ clean: true });
    expect(domainsCalled(name)).toEqual([]);
    expect(filesOf(name)).toEqual([]);
    expect(await thingsOf(name)).toEqual(['disk gone', 'domain gone']);
    await site.until('the inventory forgets it', async () => {
      return (await site.db.domain.count({ where: { name, missingSince: null } })) === 0;
    });
  },
  120_000,
);
