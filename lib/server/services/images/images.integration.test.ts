/** Images by the routes: versions, what is refused and why, builds, who sees what, signatures, and what a collection would do. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CollectionPreview,
  BuildLog,
  BuiltImageDetail,
  ImageChecked,
  ImageDetail,
  ImageOffer,
  ImagePage,
} from '@/lib/contracts/images';
import { OperationAccepted } from '@/lib/contracts/operations';
import type { RouteId } from '@/lib/contracts/routes';
import { imageNamed, makeBuiltImage, makeImage, makeImageBuild } from '@/lib/server/testing/image-world';
import { startTestServer, type CallOptions, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { DAY_MS } from '@/lib/utils/time';
import { releaseImage, useImage } from './use-image';

let server: TestServer;
let [manager, viewer, voAdmin]: Caller[] = [];
beforeAll(async () => {
  server = await startTestServer();
  [manager, viewer, voAdmin] = [
    await server.signInAs('manager'),
    await server.signInAs('viewer'),
    await server.signInAs('vo-admin', { vos: ['atlas'] }),
  ];
});
afterAll(async () => await server.stop());

const call = async (id: RouteId, options: CallOptions = {}): Promise<Response> =>
  await server.call(id, { as: manager ?? {}, ...options });
const detail = async (response: Response): Promise<ImageDetail> => ImageDetail.parse(await response.json());
const sentence = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { message: string } }).error.message;
const unique = (): string => `i-${randomUUID().slice(0, 8)}`;

describe('an image that is written', () => {
  test('is a version, and a changed one the next; the one before is offered no more', async () => {
    const name = unique();
    const first = await detail(await call('createImage', { body: { yaml: imageNamed(name) } }));
    expect(first).toMatchObject({ name, version: 1, build: null, built: null, can: { edit: { allowed: true } } });
    const params = { id: first.id };
    const second = await detail(
      await call('addImageVersion', { params, body: { yaml: imageNamed(name, { packages: 'dash' }) } }),
    );
    expect(second.versions.map(({ version, retiredAt }) => [version, retiredAt === null])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(second.hash).not.toBe(first.hash);
    const late = await call('addImageVersion', { params, body: { yaml: imageNamed(name, { packages: 'bash' }) } });
    expect([late.status, await sentence(late)]).toEqual([409, 'There is a version 2 already; change that one.']);
    expect((await call('buildImage', { params, body: {} })).status).toBe(422);
    const listed = ImagePage.parse(await (await call('listImages')).json());
    expect(listed.items.filter((each) => each.name === name)).toMatchObject([{ version: 2 }]);
  });

  test('keeps its name and its VO, and is no version without a change', async () => {
    const { id, name } = await makeImage(server.db, { vo: 'atlas' });
    const add = async (yaml: string) => await call('addImageVersion', { params: { id }, body: { yaml } });
    const other = await add(imageNamed(unique(), { vo: 'atlas' }));
    expect([other.status, await sentence(other)]).toEqual([422, expect.stringContaining('keeps its name')]);
    expect(await sentence(await add(imageNamed(name)))).toContain('are for the same people');
    expect(await sentence(await add(imageNamed(name, { vo: 'atlas' })))).toContain('Nothing is changed');
    const taken = await call('createImage', { body: { yaml: imageNamed(name) } });
    expect([taken.status, await sentence(taken)]).toEqual([409, `name: ${name} is the name of another image`]);
  });

  test('with mistakes is not kept, and each is told by line and column', async () => {
    const name = unique();
    const yaml = imageNamed(name, { packages: '"a; id"' });
    const refused = await call('createImage', { body: { yaml } });
    expect([refused.status, await sentence(refused)]).toEqual([
      400,
      expect.stringMatching(/^yaml: line 7, column 12, packages\.0: has to be the name of a Debian package/),
    ]);
    expect(await server.db.imageSpecification.count({ where: { name } })).toBe(0);
    const checked = ImageChecked.parse(await (await call('checkImage', { body: { yaml } })).json());
    expect(checked).toMatchObject({ understood: null, problems: [{ line: 7, column: 12 }] });
    const understood = ImageChecked.parse(
      await (await call('checkImage', { body: { yaml: imageNamed(name) } })).json(),
    );
    expect(understood).toMatchObject({ problems: [], understood: { name, packages: 1, output: 'ext4' } });
  });

  test('is retired once, and audited as all is', async () => {
    const { id, name } = await makeImage(server.db);
    const retired = await detail(await call('retireImage', { params: { id }, body: { reason: 'old' } }));
    expect(retired.can.build).toEqual({ allowed: false, reason: 'This version is not offered any more.' });
    expect((await call('retireImage', { params: { id }, body: {} })).status).toBe(422);
    const audit = await server.db.audit.findMany({ where: { subjectId: id, outcome: 'accepted' } });
    expect(audit).toMatchObject([{ action: 'retireImage', subjectType: 'image', subjectName: name, reason: 'old' }]);
  });
});

describe('a build', () => {
  test('is one operation for one key, and its row waits for the agent', async () => {
    const { id, name } = await makeImage(server.db, { vo: 'atlas' });
    const ask = async () =>
      OperationAccepted.parse(
        await (
          await call('buildImage', { params: { id }, body: { fresh: true }, headers: { 'idempotency-key': `k-${id}` } })
        ).json(),
      ).operation;
    const [one, two] = [await ask(), await ask()];
    expect(two.id).toBe(one.id);
    expect(one).toMatchObject({ title: `Build the image ${name}, version 1`, vo: 'atlas', kind: 'build-image' });
    const shown = await detail(await call('getImage', { params: { id } }));
    expect(shown.build).toMatchObject({ operationId: one.id, state: 'queued', fresh: true, progress: 0 });
  });

  test('is seen by its VO and not by another, common ones by all; only managers build', async () => {
    const [own, other, common] = [
      await makeImage(server.db, { vo: 'atlas' }),
      await makeImage(server.db, { vo: 'lhcb' }),
      await makeImage(server.db),
    ];
    const builds = await Promise.all([own, other, common].map(async (each) => await makeImageBuild(server.db, each)));
    const asVo = { as: voAdmin ?? {} };
    const status = async (id: RouteId, param: string) => (await call(id, { params: { id: param }, ...asVo })).status;
    expect(await Promise.all([own, other, common].map(async ({ id }) => await status('getImage', id)))).toEqual([
      200, 404, 200,
    ]);
    expect(await Promise.all(builds.map(async (each) => await status('readBuildLog', each.operationId)))).toEqual([
      200, 404, 200,
    ]);
    const seen = ImagePage.parse(await (await call('listImages', { query: { pageSize: '500' }, ...asVo })).json());
    expect(seen.items.some(({ id }) => id === other.id)).toBe(false);
    expect(seen.items.filter(({ id }) => id === own.id || id === common.id)).toHaveLength(2);
    const refused = await call('buildImage', { params: { id: own.id }, body: {}, ...asVo });
    expect(await sentence(refused)).toBe('VO admins do not build images; ask a testbed manager.');
  });

  test('shows its last lines in their order, and how many there are', async () => {
    const { operationId } = await makeImageBuild(server.db, await makeImage(server.db));
    const read = async (query: Record<string, string>) =>
      BuildLog.parse(
        await (await call('readBuildLog', { params: { id: operationId }, query, as: viewer ?? {} })).json(),
      );
    expect(await read({})).toMatchObject({
      lines: [
        { number: 1, text: 'Make the base.' },
        { number: 2, text: 'I: success' },
      ],
      total: 2,
      leftOut: 0,
      finished: true,
    });
    expect((await read({ last: '1' })).lines.map(({ number }) => number)).toEqual([2]);
  });
});

describe('what was built', () => {
  test('says whether its signature holds', async () => {
    const image = await makeImage(server.db);
    const [good, foreign, changed] = [
      await makeBuiltImage(server.db, image),
      await makeBuiltImage(server.db, image, { secret: 'another secret of thirty-two letters' }),
      await makeBuiltImage(server.db, image),
    ];
    await server.db.image.update({
      where: { id: changed.id },
      data: { manifest: changed.manifest.replace('busybox-static', 'busybox-statik') },
    });
    const signatures = await Promise.all(
      [good, foreign, changed].map(async ({ id }) =>
        BuiltImageDetail.parse(await (await call('getBuiltImage', { params: { id } })).json()),
      ),
    );
    expect(signatures.map(({ signature }) => signature)).toEqual(['verified', 'other-key', 'wrong']);
    const offer = ImageOffer.parse(await (await call('readImageOffer')).json());
    expect(offer).toMatchObject({ suites: ['bookworm', 'trixie'], key: { id: good.keyId } });
    for (const { yaml } of offer.examples)
      expect(ImageChecked.parse(await (await call('checkImage', { body: { yaml } })).json()).problems).toEqual([]);
  });

  test('stays while somebody uses it: a collection names who, and removes the rest', async () => {
    const image = await makeImage(server.db);
    const old = new Date(Date.now() - 40 * DAY_MS);
    const [used, unused] = [
      await makeBuiltImage(server.db, image, { builtAt: old }),
      await makeBuiltImage(server.db, image, { builtAt: old, content: 'shared' }),
    ];
    const sharing = await makeBuiltImage(server.db, await makeImage(server.db), { content: 'shared' });
    expect(sharing.digest).toBe(unused.digest);
    const subject = { imageId: used.id, subject: 'domain:1' };
    await server.db.$transaction(async (tx) => await useImage(tx, { ...subject, reason: 'the disk of wn-01' }));
    const preview = async () =>
      CollectionPreview.parse(
        await (await call('previewCollection', { query: { keepVersions: '0', keepDays: '30' } })).json(),
      );
    const before = await preview();
    expect(before.remove.map(({ id }) => id)).toEqual([unused.id]);
    // Another image has the same files, and stays.
    expect(before.removeBytes).toBe(0);
    expect(before.keep.find(({ id }) => id === used.id)?.why).toBe('In use: the disk of wn-01');
    await server.db.$transaction(async (tx) => await releaseImage(tx, subject));
    const after = await preview();
    expect(after.remove.map(({ id }) => id).toSorted()).toEqual([used.id, unused.id].toSorted());
    expect(after.removeBytes).toBe(1_000);
  });

  test('cannot be used once its files are gone, nor be forgotten while it is used', async () => {
    const image = await makeImage(server.db);
    const built = await makeBuiltImage(server.db, image);
    const use = async () =>
      await server.db.$transaction(async (tx) => await useImage(tx, { imageId: built.id, subject: 'x', reason: 'x' }));
    await use();
    await expect(server.db.image.delete({ where: { id: built.id } })).rejects.toThrow('ImageUse');
    await server.db.imageUse.deleteMany();
    await server.db.image.update({ where: { id: built.id }, data: { removedAt: new Date() } });
    await expect(use()).rejects.toThrow('The files of this image are removed');
  });
});
