/** Endorsers, their lists and what VOs ask for, by the routes: what is kept, refused and why, and what a domain may be made of. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImageEndorser, ImageEndorserPage, ImageListDetail, ImageListPage } from '@/lib/contracts/image-trust';
import type { RouteId } from '@/lib/contracts/routes';
import { listText, makeAuthority, type TestAuthority, type TestEndorser } from '@/lib/images/testing/sign-list';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeImageList } from '@/lib/server/testing/image-trust-world';
import { makeHost } from '@/lib/server/testing/test-world';
import { startTestServer, type CallOptions, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { imageRefusal } from './require-allowed-image';

let server: TestServer;
let [manager, operator, voAdmin]: Caller[] = [];
let authority: TestAuthority;
let jane: TestEndorser;
beforeAll(async () => {
  server = await startTestServer();
  [manager, operator, voAdmin] = [
    await server.signInAs('manager'),
    await server.signInAs('operator'),
    await server.signInAs('vo-admin', { vos: ['atlas'] }),
  ];
  authority = makeAuthority();
  jane = authority.endorser('Jane');
});
afterAll(async () => {
  authority.remove();
  await server.stop();
});

const call = async (id: RouteId, options: CallOptions = {}): Promise<Response> =>
  await server.call(id, { as: manager ?? {}, ...options });
const answer = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { error?: { message: string } }).error?.message ?? '',
];
const sha = (): string => randomUUID().replaceAll('-', '').repeat(4);
const text = (options: Partial<Parameters<typeof listText>[0]> = {}): string =>
  listText({ endorser: jane, authority, identifier: randomUUID(), ...options });
const imported = async (message: string): Promise<ImageListDetail> => {
  const response = await call('importImageList', { body: { message } });
  expect(response.status).toBe(201);
  return ImageListDetail.parse(await response.json());
};
const importAnswer = async (message: string) => await answer(await call('importImageList', { body: { message } }));
const trusted = async (body: Record<string, unknown> = {}): Promise<ImageEndorser> => {
  const response = await call('trustEndorser', {
    body: { certificate: authority.certificate, subject: jane.subject, vos: ['atlas', 'cms'], ...body },
  });
  expect(response.status).toBe(201);
  return ImageEndorser.parse(await response.json());
};
const withdraw = async (id: string): Promise<void> =>
  expect((await call('withdrawEndorser', { params: { id }, body: { reason: 'left' } })).status).toBe(200);

describe('an endorser', () => {
  test('is trusted by name and authority, or by an own certificate, once', async () => {
    const byAuthority = await trusted();
    expect(byAuthority).toMatchObject({ by: 'authority', subject: jane.subject, authority: authority.subject });
    const again = await call('trustEndorser', {
      body: { certificate: authority.certificate, subject: jane.subject, vos: ['atlas'] },
    });
    expect(await answer(again)).toEqual([409, expect.stringContaining('is trusted by this certificate already')]);
    const own = await trusted({ certificate: jane.certificate, subject: undefined });
    expect(own).toMatchObject({ by: 'certificate', subject: jane.subject, authority: null });
    await withdraw(own.id);
    await withdraw(byAuthority.id);
    const page = ImageEndorserPage.parse(await (await call('listImageEndorsers')).json());
    expect(page.items.filter(({ id }) => [own.id, byAuthority.id].includes(id))).toMatchObject([
      { withdrawnByName: expect.any(String) },
      { withdrawnByName: expect.any(String) },
    ]);
  });

  test('is refused where the certificate is none, or is not that of whom it is said to be', async () => {
    const ask = async (body: Record<string, unknown>) =>
      await answer(await call('trustEndorser', { body: { vos: ['atlas'], ...body } }));
    expect(await ask({ certificate: 'x' })).toEqual([400, 'certificate: it is no certificate in PEM']);
    expect(await ask({ certificate: jane.certificate + jane.certificate })).toEqual([
      400,
      'certificate: it holds several certificates; give one',
    ]);
    expect(await ask({ certificate: authority.certificate })).toEqual([
      400,
      expect.stringMatching(/^subject: the certificate is an authority’s/),
    ]);
    expect(await ask({ certificate: jane.certificate, subject: '/CN=Joe' })).toEqual([
      400,
      expect.stringMatching(/^subject: the certificate is that of/),
    ]);
    expect((await ask({ certificate: jane.certificate, vos: [] }))[0]).toBe(400);
  });
});

describe('a list', () => {
  test('is kept by its versions: older and equal ones are refused, a newer one takes the place', async () => {
    const { id } = await trusted();
    const identifier = randomUUID();
    const [first, second] = [sha(), sha()];
    const list = await imported(
      jane.sign(text({ identifier, version: '1.9', images: [{ identifier: 'a', sha512: first }] })),
    );
    expect(list).toMatchObject({ state: 'endorsed', endorser: jane.subject, vos: ['atlas', 'cms'], version: '1.9' });
    expect(list.items).toMatchObject([{ state: 'endorsed', sha512: first, os: 'Debian 12', inLibrary: [] }]);
    const same = jane.sign(text({ identifier, version: '1.9', images: [{ identifier: 'a', sha512: second }] }));
    expect(await importAnswer(same)).toEqual([422, expect.stringContaining('a change needs a new version')]);
    expect(await importAnswer(jane.sign(text({ identifier, version: '1.8.9' })))).toEqual([
      422,
      'Version 1.8.9 of this list is older than 1.9, which is here.',
    ]);
    const newer = await imported(
      jane.sign(text({ identifier, version: '1.10', images: [{ identifier: 'a', sha512: second }] })),
    );
    const shown = ImageListPage.parse(await (await call('listImageLists')).json());
    expect(shown.items.filter((each) => each.identifier === identifier)).toMatchObject([{ id: newer.id }]);
    const all = ImageListPage.parse(await (await call('listImageLists', { query: { old: 'true' } })).json());
    expect(all.items.find((each) => each.id === list.id)).toMatchObject({ state: 'superseded' });
    await withdraw(id);
  });

  test('is refused unsigned, from whom nobody trusts, and for a VO that its endorser does not speak for', async () => {
    const { id } = await trusted({ vos: ['cms'] });
    expect(await importAnswer(text())).toEqual([400, expect.stringContaining('it is no S/MIME message')]);
    const joe = authority.endorser('Joe');
    expect(await importAnswer(joe.sign(text({ endorser: joe })))).toEqual([
      400,
      `This list is not taken: ${joe.subject} is not trusted here to endorse images.`,
    ]);
    expect(await importAnswer(jane.sign(text({ vo: 'atlas' })))).toEqual([
      422,
      `This list is for the VO atlas, and ${jane.subject} is trusted for cms only.`,
    ]);
    await withdraw(id);
    expect((await importAnswer(jane.sign(text())))[0]).toBe(400);
  });

  test('counts no more once its endorser is withdrawn, and again when it is signed by one who is trusted anew', async () => {
    const first = await trusted();
    const message = jane.sign(text({ images: [{ identifier: 'a', sha512: sha() }] }));
    const list = await imported(message);
    await withdraw(first.id);
    const read = async (id: string) =>
      ImageListDetail.parse(await (await call('getImageList', { params: { id } })).json());
    expect(await read(list.id)).toMatchObject({ state: 'withdrawn', items: [{ state: 'withdrawn' }] });
    const second = await trusted();
    expect(await imported(message)).toMatchObject({ state: 'endorsed', items: [{ state: 'endorsed' }] });
    await withdraw(second.id);
  });

  test('has an image invalidated, with who did it and why, in its newer versions too; and that is taken back', async () => {
    const { id } = await trusted();
    const identifier = randomUUID();
    const images = [{ identifier: 'a', sha512: sha() }];
    const list = await imported(jane.sign(text({ identifier, version: '1', images })));
    const judge = async (invalidated: boolean, as: Caller = manager ?? {}) =>
      await call('judgeListedImage', {
        as,
        params: { id: list.items[0]?.id ?? '' },
        body: { invalidated, reason: 'a hole in it' },
      });
    expect((await judge(true, operator ?? {})).status).toBe(403);
    const judged = ImageListDetail.parse(await (await judge(true)).json());
    expect(judged.items).toMatchObject([
      { state: 'invalidated', invalidated: { why: 'a hole in it', byName: expect.any(String) } },
    ]);
    expect((await judge(true)).status).toBe(422);
    const newer = await imported(jane.sign(text({ identifier, version: '2', images })));
    expect(newer.items).toMatchObject([{ state: 'invalidated', invalidated: { why: 'a hole in it' } }]);
    await judge(false);
    const after = ImageListDetail.parse(await (await call('getImageList', { params: { id: newer.id } })).json());
    expect(after.items).toMatchObject([{ state: 'endorsed', invalidated: null }]);
    const audit = await server.db.audit.findMany({ where: { action: 'judgeListedImage', outcome: 'accepted' } });
    expect(audit.map(({ reason }) => reason)).toContain('a hole in it');
    await withdraw(id);
  });

  test('is seen by the VOs that it speaks for, and by no other', async () => {
    const [own, other] = [
      await makeImageList(server.db, { vos: ['atlas', 'lhcb'] }),
      await makeImageList(server.db, { vos: ['lhcb'] }),
    ];
    const page = ImageListPage.parse(await (await call('listImageLists', { as: voAdmin ?? {} })).json());
    expect(page.items.some(({ id }) => id === other.id)).toBe(false);
    expect(page.items.find(({ id }) => id === own.id)).toMatchObject({ vos: ['atlas'] });
    expect((await call('getImageList', { as: voAdmin ?? {}, params: { id: other.id } })).status).toBe(404);
  });
});

describe('a VO that takes endorsed images alone', () => {
  const rule = async (vo: string, to: string): Promise<void> =>
    expect((await call('setImagePolicy', { body: { vo, rule: to } })).status).toBe(200);
  const vo = (): string => `vo-${randomUUID().slice(0, 8)}`;
  const refusal = async (name: string, imageId: string) =>
    await imageRefusal(server.db, { vo: name, sources: { imageIds: [imageId], hostPaths: [] }, now: new Date() });

  test('takes an image whose bytes are in a list for it, by its file or by its digest; the list says so as well', async () => {
    const name = vo();
    const [byFile, byDigest, neither] = [
      await makeBuiltImage(server.db, await makeImage(server.db)),
      await makeBuiltImage(server.db, await makeImage(server.db)),
      await makeBuiltImage(server.db, await makeImage(server.db)),
    ];
    const file = (JSON.parse(byFile.manifest) as { artefacts: { sha512: string }[] }).artefacts[0]?.sha512 ?? '';
    const list = await makeImageList(server.db, { vos: [name], sha512: file });
    await makeImageList(server.db, { vos: [name], sha512: byDigest.digest });
    expect(await refusal(name, neither.id)).toBeUndefined();
    await rule(name, 'endorsed');
    expect(await refusal(name, byFile.id)).toBeUndefined();
    expect(await refusal(name, byDigest.id)).toBeUndefined();
    expect(await refusal(name, neither.id)).toContain(`is in no image list that speaks for ${name}.`);
    const shown = ImageListDetail.parse(await (await call('getImageList', { params: { id: list.id } })).json());
    expect(shown.items).toMatchObject([{ inLibrary: [{ id: byFile.id }] }]);
    await rule(name, 'any');
    expect(await refusal(name, neither.id)).toBeUndefined();
  });

  test.each([
    ['expired', { expiresAt: new Date(Date.now() - 1) }, 'is endorsed no more: expired.'],
    ['superseded', { supersededAt: new Date() }, 'is endorsed no more: in an older version of the list.'],
    ['withdrawn', { withdrawnAt: new Date() }, 'is endorsed no more: its endorser is not trusted any more.'],
  ])('refuses one that is %s', async (_state, change, words) => {
    const name = vo();
    const image = await makeBuiltImage(server.db, await makeImage(server.db));
    await makeImageList(server.db, { vos: [name], sha512: image.digest, ...change });
    await rule(name, 'endorsed');
    expect(await refusal(name, image.id)).toContain(words);
  });

  test('refuses one that is invalidated here, however many lists endorse it, and one that another VO’s list has', async () => {
    const name = vo();
    const image = await makeBuiltImage(server.db, await makeImage(server.db));
    await makeImageList(server.db, { vos: ['other'], sha512: image.digest });
    await rule(name, 'endorsed');
    expect(await refusal(name, image.id)).toContain('is in no image list that speaks for');
    await makeImageList(server.db, { vos: [name], sha512: image.digest });
    const bad = await makeImageList(server.db, { vos: [name], sha512: image.digest });
    expect(await refusal(name, image.id)).toBeUndefined();
    await server.db.listedImage.updateMany({ where: { listId: bad.id }, data: { invalidatedAt: new Date() } });
    expect(await refusal(name, image.id)).toContain('is invalidated at this site.');
  });

  test('refuses one whose manifest this site did not sign', async () => {
    const name = vo();
    const image = await makeBuiltImage(server.db, await makeImage(server.db), {
      secret: 'another secret of thirty-two letters',
    });
    await makeImageList(server.db, { vos: [name], sha512: image.digest });
    await rule(name, 'endorsed');
    expect(await refusal(name, image.id)).toContain('is not signed by this site');
  });

  test('gets no domain of a file of a host; an empty disk is nobody’s', async () => {
    const name = vo();
    await rule(name, 'endorsed');
    const host = await makeHost(server.db, { hypervisor: 'kvm', facts: { guestModes: ['hvm'] } });
    const create = async (body: Record<string, unknown>) =>
      await answer(
        await call('createDomain', {
          as: operator ?? {},
          body: {
            hostId: host.id,
            name: `d-${randomUUID().slice(0, 8)}`,
            vo: name,
            memoryKiB: 65_536,
            vcpus: 1,
            ...body,
          },
        }),
      );
    const disk = { from: 'layer', path: '/srv/images/worker.qcow2', format: 'qcow2' };
    expect(await create({ boot: { from: 'disk' }, disks: [disk] })).toEqual([
      422,
      `${name} takes endorsed images of the library alone, and /srv/images/worker.qcow2 is a file of a host.`,
    ]);
    expect(await create({ boot: { from: 'kernel', kernel: '/boot/vmlinuz' } })).toEqual([
      422,
      expect.stringContaining('/boot/vmlinuz is a file of a host.'),
    ]);
    const { id: imageId, digest } = await makeBuiltImage(server.db, await makeImage(server.db));
    const disks = [
      { from: 'new', sizeGiB: 1 },
      { from: 'library', imageId },
    ];
    const ofLibrary = { boot: { from: 'disk' }, disks };
    expect(await create(ofLibrary)).toEqual([
      422,
      expect.stringContaining(`is in no image list that speaks for ${name}.`),
    ]);
    await makeImageList(server.db, { vos: [name], sha512: digest });
    const [, allowed] = await create(ofLibrary);
    expect(allowed).not.toContain('takes endorsed images');
    const [, words] = await create({ boot: { from: 'disk' }, disks: [{ from: 'new', sizeGiB: 1 }] });
    expect(words).not.toContain('takes endorsed images');
  });
});
