/** Making domains on simulated hosts and taking them away again: what is there afterwards is asked of the hosts themselves. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { ACTOR, createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { KIB_PER_GIB } from '@/lib/utils/units';

let site: Site;
const finished = async (id: string) => await site.hurrying(site.finished(id));
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      { name: 'se-01', host: 'one' },
      { name: 'off-01', host: 'one', running: false },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

type Wish = Partial<OperationInput<'create-domain'>>;
async function create(wish: Wish, hostName = 'one', id: string = randomUUID()) {
  const input = {
    name: `new-${id.slice(0, 8)}`,
    memoryKiB: 128 * 1024,
    boot: { from: 'kernel' as const, kernel: '/boot/vmlinuz', commandLine: 'quiet' },
    disks: [],
    ...wish,
  };
  const { operation } = await site.db.$transaction(
    async (tx) =>
      await submitOperation(tx, {
        kind: 'create-domain',
        input,
        actor: ACTOR,
        title: `Create ${input.name}`,
        domainId: id,
        hostId: site.hostId(hostName),
      }),
  );
  return { id, name: input.name, operationId: operation.id };
}
async function remove(id: string, input: Partial<OperationInput<'delete-domain'>> = {}, hostName = 'one') {
  const { operation } = await site.db.$transaction(
    async (tx) =>
      await submitOperation(tx, {
        kind: 'delete-domain',
        input,
        actor: ACTOR,
        title: `Delete ${id}`,
        domainId: id,
        hostId: site.hostId(hostName),
      }),
  );
  return await finished(operation.id);
}
const recordOf = (id: string, hostName = 'one') => site.world.hosts.get(hostName)?.domains.get(id);
const filesOn = (hostName = 'one'): string[] =>
  (site.world.hosts.get(hostName)?.record.disks ?? []).map(({ path }) => path).toSorted();
const statesOf = async (id: string): Promise<string[]> =>
  (await site.db.madeThing.findMany({ where: { domainId: id }, orderBy: { madeAt: 'asc' } })).map(
    ({ kind, state }) => `${kind} ${state}`,
  );

describe('creating', () => {
  test('makes disks, definition and guest, and writes down each', async () => {
    const { id, name, operationId } = await create({
      roles: ['CE'],
      vo: 'atlas',
      disks: [{ from: 'new', sizeGiB: 2 }],
      networks: ['openlab-private'],
      note: 'until Friday',
    });
    const done = await finished(operationId);
    expect(done).toMatchObject({ errorMessage: null, state: 'succeeded' });
    expect(done.result).toMatchObject({ domainId: id, verified: true });
    const record = recordOf(id);
    expect(record).toMatchObject({
      name,
      state: 'running',
      persistent: true,
      definition: {
        kernel: '/boot/vmlinuz',
        commandLine: 'quiet',
        nics: [{ source: 'openlab-private' }],
        metadata: { roles: ['CE'], vo: 'atlas' },
      },
    });
    expect(filesOn()).toContain(record?.definition.disks[0]?.source);
    expect(await statesOf(id)).toEqual(['disk made', 'domain made']);
    await site.until(
      'the inventory knows it',
      async () => (await site.db.domain.findUnique({ where: { id } })) !== null,
    );
    const steps = await site.db.operationStep.findMany({ where: { operationId }, orderBy: { sequence: 'asc' } });
    expect(steps.map((step) => step.name)).toEqual(['check', 'disk-vda', 'define', 'start', 'verify']);
    expect(steps.at(-1)?.detail).toMatch(/^Heard by its heartbeat/);
  });

  test('like another takes its size and words, and copies its disks only while it is off', async () => {
    const { id, operationId } = await create({
      like: site.domainId('off-01'),
      memoryKiB: undefined,
      boot: undefined,
      disks: [{ from: 'new', sizeGiB: 1 }],
      start: false,
    });
    expect(await finished(operationId)).toMatchObject({ errorMessage: null, state: 'succeeded' });
    expect(recordOf(id)).toMatchObject({ state: 'off', memoryKiB: 128 * 1024 });
    const running = await create({ like: site.domainId('se-01'), copyDisks: true });
    const failed = await finished(running.operationId);
    expect(failed.errorMessage).toBe('copyDisks: se-01 is running; its disks are copied only while it is off.');
    expect(recordOf(running.id)).toBeUndefined();
  });

  test('of two for the last memory the later one is refused, with what is short', async () => {
    const free = 3 * KIB_PER_GIB;
    // What the host has, without what is asked for in this test.
    const record = site.world.hosts.get('two')?.record;
    if (record === undefined) throw new Error('no host two');
    record.memoryReservedKiB = record.memoryTotalKiB - free;
    const wish = { memoryKiB: 2 * KIB_PER_GIB };
    const [first, second] = [await create(wish, 'two'), await create(wish, 'two')];
    const ends = await Promise.all([first, second].map(async ({ operationId }) => await finished(operationId)));
    expect(ends.map(({ state }) => state)).toEqual(['succeeded', 'failed']);
    expect(ends[1]?.errorMessage).toMatch(/^two has .* free.*; .* short by/);
    expect(recordOf(second.id, 'two')).toBeUndefined();
    expect(await statesOf(second.id)).toEqual([]);
  });

  test('a file that is there already is left alone, and what was made before it is taken away', async () => {
    const folder = '/openlab-test';
    const name = 'clash-01';
    site.world.hosts
      .get('one')
      ?.record.disks?.push({ path: `${folder}/${name}-vdb.qcow2`, bytes: 1, capacityBytes: 1 });
    const before = filesOn();
    const { id, operationId } = await create({
      name,
      folder,
      disks: [
        { from: 'new', sizeGiB: 1 },
        { from: 'new', sizeGiB: 1 },
      ],
    });
    const done = await finished(operationId);
    expect(done).toMatchObject({ state: 'failed', errorKind: 'refused' });
    expect(done.errorMessage).toMatch(
      /has a file \/openlab-test\/clash-01-vdb.qcow2 already; it is left alone. Nothing is left of it on one/,
    );
    expect(filesOn()).toEqual(before);
    expect(recordOf(id)).toBeUndefined();
    expect(await statesOf(id)).toEqual(['disk gone']);
    const proof = CleanUp.parse(done.result);
    expect([proof.clean, proof.items.map(({ what, outcome }) => [what, outcome])]).toEqual([true, [['disk', 'gone']]]);
  });

  test('a name that is taken, an image that is not there and one that is written to are refused before anything is made', async () => {
    const cases: readonly [Wish, RegExp][] = [
      [{ name: 'se-01' }, /one has a domain called se-01 already/],
      [{ disks: [{ from: 'copy', path: '/nowhere.img', format: 'raw' }] }, /one has no file \/nowhere.img/],
      [{ architecture: 'ia64' }, /is x86_64/],
    ];
    for (const [wish, sentence] of cases) {
      const { id, operationId } = await create(wish);
      const done = await finished(operationId);
      expect(done.errorMessage).toMatch(sentence);
      expect(await statesOf(id)).toEqual([]);
    }
  });
});

describe('deleting', () => {
  const made = async (wish: Wish = {}) => {
    const created = await create({ disks: [{ from: 'new', sizeGiB: 1 }], ...wish });
    expect(await finished(created.operationId)).toMatchObject({ errorMessage: null });
    await site.until('the inventory knows it', async () => {
      return (await site.db.domain.findUnique({ where: { id: created.id } })) !== null;
    });
    return { ...created, path: recordOf(created.id)?.definition.disks[0]?.source ?? '' };
  };

  test('what runs is deleted only by whoever says how it is ended', async () => {
    const { id, path } = await made();
    const refused = await remove(id);
    expect(refused).toMatchObject({ state: 'failed', errorKind: 'refused' });
    expect(recordOf(id)).toMatchObject({ state: 'running' });
    const done = await remove(id, { stop: 'force-off' });
    expect(done).toMatchObject({ errorMessage: null, state: 'succeeded' });
    const proof = CleanUp.parse(done.result);
    expect(proof.clean).toBe(true);
    expect(proof.items.map(({ what, outcome }) => `${what} ${outcome}`).toSorted()).toEqual([
      'disk gone',
      'domain gone',
      'running gone',
      'saved-memory gone',
    ]);
    expect(recordOf(id)).toBeUndefined();
    expect(filesOn()).not.toContain(path);
    expect(await site.db.domain.findUnique({ where: { id } })).toBeNull();
    expect(await statesOf(id)).toEqual(['disk gone', 'domain gone']);
  });

  test('saved memory goes too', async () => {
    const { id } = await made();
    const { operation } = await site.db.$transaction(
      async (tx) =>
        await submitOperation(tx, {
          kind: 'save-domain',
          input: {},
          actor: ACTOR,
          title: 'Save',
          domainId: id,
          hostId: site.hostId('one'),
        }),
    );
    await finished(operation.id);
    expect(recordOf(id)).toMatchObject({ state: 'saved' });
    const done = await remove(id);
    expect(CleanUp.parse(done.result)).toMatchObject({ clean: true });
    expect(recordOf(id)).toBeUndefined();
  });

  test('a disk that nobody made here goes only where it was ticked', async () => {
    const giveDisk = (id: string, source: string): void => {
      const record = recordOf(id);
      if (record === undefined) throw new Error('no such domain');
      record.definition.disks.push({ target: 'vdb', kind: 'disk', source, readOnly: false, shared: false });
      record.revision += 1;
    };
    for (const [source, alsoRemove, outcome] of [
      ['/srv/theirs-1.img', [], 'kept'],
      ['/srv/theirs-2.img', ['/srv/theirs-2.img'], 'gone'],
    ] as const) {
      const { id } = await made({ start: false, disks: [] });
      site.world.hosts.get('one')?.record.disks?.push({ path: source, bytes: 1, capacityBytes: 1 });
      giveDisk(id, source);
      const done = await remove(id, { alsoRemove: [...alsoRemove] });
      expect(done).toMatchObject({ errorMessage: null });
      const items = CleanUp.parse(done.result).items.filter(({ what }) => what === 'disk');
      expect(items).toMatchObject([{ name: source, outcome }]);
      expect(filesOn().includes(source)).toBe(outcome === 'kept');
    }
  });

  test('a disk that another domain uses, or that a layer needs, stays and is said', async () => {
    const base = await made({ start: false });
    // Off, its disk may be read by others; it is no library image, so only its owner's will makes it one.
    const reader = await made({ start: false, disks: [] });
    const record = recordOf(reader.id);
    record?.definition.disks.push({ target: 'vdb', kind: 'disk', source: base.path, readOnly: true, shared: false });
    if (record !== undefined) record.revision += 1;
    const done = await remove(base.id);
    const proof = CleanUp.parse(done.result);
    expect(proof.items.find(({ what }) => what === 'disk')).toMatchObject({
      outcome: 'kept',
      name: base.path,
      words: `${reader.name} has it as vdb.`,
    });
    expect(filesOn()).toContain(base.path);
  });

  test('a path that is no disk of the domain is refused, and nothing is taken away', async () => {
    const { id, path } = await made({ start: false });
    const done = await remove(id, { alsoRemove: ['/etc/passwd'] });
    expect(done).toMatchObject({ state: 'failed', errorKind: 'bad-request' });
    expect(recordOf(id)).toBeDefined();
    expect(filesOn()).toContain(path);
  });
});

test('what a failed creation left because nobody could take it back is taken away by the loop', async () => {
  const { id, operationId } = await create({ start: false, disks: [{ from: 'new', sizeGiB: 1 }] });
  await finished(operationId);
  const path = recordOf(id)?.definition.disks[0]?.source ?? '';
  // As if its agent had died after the operation was given up.
  await site.db.operation.update({ where: { id: operationId }, data: { state: 'failed' } });
  await site.skipping('the loop takes it away', async () => recordOf(id) === undefined && !filesOn().includes(path));
  await site.until('and writes it down', async () => (await statesOf(id)).every((state) => state.endsWith(' gone')));
});
