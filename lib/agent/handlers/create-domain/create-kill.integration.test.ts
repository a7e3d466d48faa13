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
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
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
/** Of a domain made of an image of the library, with a context. */
const LIBRARY_POINTS = ['planned', 'before-image', 'after-image', 'before-disk', 'after-disk', 'after-start'];
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
let library: TestLibrary;
/** Of each an image of its own, so that each has to be copied. */
const images = new Map<string, { readonly id: string; readonly digest: string }>();
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
async function createOfLibrary(point: string): Promise<string> {
  const name = `library-${point}`;
  const id = randomUUID();
  const byte = LIBRARY_POINTS.indexOf(point) + 1;
  const image = await library.add({
    name,
    files: { vmlinuz: Buffer.alloc(3_000_000, byte), 'disk.ext4': Buffer.alloc(5_000_000, byte) },
  });
  images.set(point, image);
  const operationId = await submit('create-domain', id, {
    name,
    memoryKiB: 64 * 1024,
    disks: [{ from: 'library', imageId: image.id }],
    contextId: await library.addContext(Buffer.alloc(4096, byte), id),
    folder: FOLDER,
  });
  created.set(name, { id, operationId });
  return operationId;
}
const die = async (operationId: string, point: string): Promise<void> => {
  await site.hurrying(
    runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'simulated',
      socketPath: join(folder, 'world.sock'),
      operationId,
      point,
      imageDir: library.dir,
    }),
  );
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
  library = createTestLibrary(site.db);
  folder = mkdtempSync(join(tmpdir(), 'gridbox-create-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await site.startAgent();
  await site.read();
  for (const point of DELETE_POINTS) await create(`delete-${point}`);
  for (const { operationId } of created.values())
    expect(await site.finished(operationId, 60_000)).toMatchObject({ errorMessage: null });
  await first.stop();
  for (const point of CREATE_POINTS) await die(await create(`create-${point}`), `create-domain:${point}`);
  for (const point of LIBRARY_POINTS) await die(await createOfLibrary(point), `create-domain:${point}`);
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
  await endLeases(site.db);
  await site.startAgent(library.agent);
}, 500_000);
afterAll(async () => {
  listener.close();
  await site.close();
  library.close();
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

test.each(LIBRARY_POINTS)(
  'a creation from the library whose agent dies at "%s" ends with one domain, one copy of the image, and nothing half',
  async (point) => {
    const name = `library-${point}`;
    const done = await site.finished(created.get(name)?.operationId ?? '', 90_000);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    const { digest = '' } = images.get(point) ?? {};
    const copyOf = (file: string): string =>
      `${FOLDER}/gridbox-image-${digest.slice(0, 16)}-${site.hostId('one').slice(0, 8)}-${file}`;
    const [domain] = domainsCalled(name);
    expect(domainsCalled(name)).toHaveLength(1);
    expect(domain).toMatchObject({
      state: 'running',
      definition: {
        kernel: copyOf('vmlinuz'),
        disks: [{ source: `${FOLDER}/${name}-vda.qcow2` }, { source: `${FOLDER}/${name}-context.img`, readOnly: true }],
      },
    });
    const disks = host().record.disks ?? [];
    expect(
      disks.filter(({ path }) => path.includes(digest.slice(0, 16))).map(({ path, bytes }) => [path, bytes]),
    ).toEqual([
      [copyOf('vmlinuz'), 3_000_000],
      [copyOf('disk.ext4'), 5_000_000],
    ]);
    expect(disks.find(({ path }) => path === `${FOLDER}/${name}-context.img`)?.bytes).toBe(4096);
    expect(await thingsOf(name)).toEqual(['disk made', 'disk made', 'domain made']);
    const rows = await site.db.hostImageFile.findMany({ where: { imageDigest: digest }, include: { uses: true } });
    expect(rows.map(({ state, uses }) => [state, uses.length])).toEqual([
      ['made', 1],
      ['made', 1],
    ]);
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
