/**
 * Builds as operations: log, rows, signature; two of the same at once; stopped; the agent killed in the middle, and a collection
 * that removes what nobody uses and nothing else.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startAgent, type RunningAgent } from '@/lib/agent/start-agent';
import type { AgentEvent } from '@/lib/agent/agent-events';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import type { OperationKind } from '@/lib/domain/operation';
import { parseMirror } from '@/lib/images/mirror';
import { siteKey } from '@/lib/images/site-key';
import { verifyManifest } from '@/lib/images/manifest';
import { machineMirror } from '@/lib/images/testing/machine-mirror';
import { ROLE_SCOPES } from '@/lib/domain/access';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { addImageVersion } from '@/lib/server/services/images/add-image-version';
import { buildImage } from '@/lib/server/services/images/build-image';
import { collectImages } from '@/lib/server/services/images/collect-images';
import { createImage } from '@/lib/server/services/images/create-image';
import { useImage } from '@/lib/server/services/images/use-image';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import type { ServiceContext } from '@/lib/server/service-context';
import { waitUntil } from '@/tools/shared/wait-until';

const { source, suite } = machineMirror();
process.env['GRIDBOX_IMAGE_MIRROR'] = source;
/** With everything else that a busy machine does. */
const BUILT_MS = 200_000;
/** Before the first layer, while a program runs, with the image written, and on both sides of its way to its place. */
const DEATHS = ['mirror', 'said', 'output', 'before-keep', 'after-keep'];

let server: TestServer;
let context: ServiceContext;
let dir: string;
let agent: RunningAgent | undefined;
const events: AgentEvent[] = [];

beforeAll(async () => {
  server = await startTestServer();
  dir = mkdtempSync(join(tmpdir(), 'gridbox-image-agent-'));
  const { userId } = await server.signInAs('manager');
  context = {
    actor: { userId, name: 'Manager', role: 'manager', scopes: ROLE_SCOPES.manager, via: 'session' },
    db: server.db,
    now: () => new Date(),
    requestId: 'test',
    address: undefined,
  };
});
afterEach(async () => {
  await agent?.stop();
  agent = undefined;
});
afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const key = () => siteKey(process.env['GRIDBOX_SECRET'] ?? '');
async function start(): Promise<void> {
  agent = await startAgent({
    databaseUrl: server.url,
    drivers: {},
    openCredentials: () => ({}),
    images: { dir, mirror: parseMirror(source), key: key() },
    onEvent: (event) => events.push(event),
  });
}

let counter = 0;
const textOf = (name: string, content: string): string =>
  `name: ${name}\ndescription: For tests.\ndistribution: debian\nsuite: ${suite}\nbase: extract\npackages: [busybox-static]\nfiles:\n  - { path: /which, content: "${content}" }\noutput: { kind: ext4, sizeMiB: 24 }\n`;
/** A version of a new image; two of the same content are the same but for their names. */
async function write(content = `content ${(counter += 1)}`): Promise<string> {
  counter += 1;
  return (await createImage({ context, input: { yaml: textOf(`image-${counter}`, content) } })).id;
}
const submit = async (id: string): Promise<string> =>
  (await buildImage({ context, id, body: { fresh: false }, call: {} })).operation.id;
const operation = async (id: string) => await server.db.operation.findUniqueOrThrow({ where: { id } });
async function finished(id: string) {
  const ended = async () => ['succeeded', 'failed', 'cancelled'].includes((await operation(id)).state);
  await waitUntil('the operation has ended', ended, { deadlineMs: BUILT_MS, everyMs: 100 });
  const row = await operation(id);
  return {
    ...row,
    build: await server.db.imageBuild.findUnique({ where: { operationId: id }, include: { image: true } }),
  };
}
const linesOf = async (id: string): Promise<string[]> =>
  (await server.db.imageLogLine.findMany({ where: { operationId: id }, orderBy: { number: 'asc' } })).map(
    ({ text }) => text,
  );
const folders = (): string[] => (existsSync(join(dir, 'images')) ? readdirSync(join(dir, 'images')) : []);
const kinds = async (kind: OperationKind) => await server.db.operation.count({ where: { kind, state: 'running' } });

test('a build leaves an image, its signed manifest, its log, and a row that says where it was', async () => {
  await start();
  const id = await submit(await write());
  const { state, build } = await finished(id);
  const image = build?.image;
  expect([state, build?.progress, build?.stage]).toEqual(['succeeded', 1, 'keep']);
  if (image === undefined || image === null) throw new Error('no image');
  const signed = { text: image.manifest, signature: image.signature, keyId: image.keyId };
  expect(verifyManifest(signed, image.digest, key())).toBe('verified');
  const folder = join(dir, 'images', image.digest);
  expect(readdirSync(folder).toSorted()).toEqual(['SHA512SUMS', 'disk.ext4', 'manifest.json', 'manifest.json.sig']);
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(image.manifest);
  const lines = await linesOf(id);
  expect(lines[0]).toBe('Ask the mirror for its state.');
  expect(lines.filter((line) => line.startsWith('I: success'))).toHaveLength(1);
  expect(lines.at(-1)).toContain(image.digest);
  const steps = await server.db.operationStep.findMany({ where: { operationId: id }, orderBy: { sequence: 'asc' } });
  expect(steps.map(({ name }) => name)).toEqual(['turn', 'mirror', 'packages', 'files', 'verify', 'output', 'keep']);
  expect(readdirSync(join(dir, 'work'))).toEqual([]);
});

test('two of the same at once are one build: the second takes what the first made, under its own name', async () => {
  await start();
  const [one, other] = [await write('the same'), await write('the same')];
  const ids = [await submit(one), await submit(one), await submit(other)];
  const ended = await Promise.all(ids.map(finished));
  expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(ended.map(({ build }) => build?.image?.digest)).size).toBe(1);
  const logs = await Promise.all(ids.map(linesOf));
  expect(logs.filter((lines) => lines.length > 0)).toHaveLength(1);
  const images = await server.db.image.findMany({ where: { specificationId: { in: [one, other] } } });
  expect(images).toHaveLength(2);
  for (const image of images) {
    const { name } = ImageManifest.parse(JSON.parse(image.manifest)).specification;
    const { name: own } = await server.db.imageSpecification.findUniqueOrThrow({
      where: { id: image.specificationId },
    });
    expect(name).toBe(own);
    expect(verifyManifest({ text: image.manifest, ...image }, image.digest, key())).toBe('verified');
  }
});

test('one that is stopped leaves nothing, and says so', async () => {
  await start();
  // Layers of its own, which take a moment.
  const yaml = textOf('stopped', 'x').replace('[busybox-static]', '[busybox-static, hello]');
  const { id: image } = await createImage({ context, input: { yaml } });
  const before = folders();
  const id = await submit(image);
  await waitUntil('it speaks', async () => (await linesOf(id)).length > 3, { deadlineMs: BUILT_MS, everyMs: 20 });
  await server.db.$transaction(async (tx) => await cancelOperation(tx, { operationId: id, actor: { name: 'x' } }));
  expect((await finished(id)).state).toBe('cancelled');
  expect(readdirSync(join(dir, 'work'))).toEqual([]);
  expect(folders()).toEqual(before);
  expect(processesOf(dir)).toEqual([]);
});

test('one that cannot be built fails with what stands against it, in its log as well', async () => {
  await start();
  const yaml = textOf('wrong', 'x').replace('output:', 'absent: [/bin/busybox]\noutput:');
  const { id: image } = await createImage({ context, input: { yaml } });
  const id = await submit(image);
  const { state, errorKind, errorMessage } = await finished(id);
  const words = 'The image is not what was asked for: /bin/busybox must be absent and is there.';
  expect([state, errorKind, errorMessage]).toEqual(['failed', 'refused', words]);
  expect((await linesOf(id)).at(-1)).toBe(words);
});

test('the agent may be killed anywhere: the next one cleans up, builds again, and there is one image', async () => {
  const killed: { readonly id: string; readonly image: string }[] = [];
  for (const point of DEATHS) {
    const image = await write();
    const id = await submit(image);
    await runUntilKilled({
      databaseUrl: server.url,
      driver: 'libvirt',
      operationId: id,
      imageDir: dir,
      point: `build-image:${point}`,
    });
    expect((await operation(id)).state, point).toBe('running');
    // What it ran has ended with it, though nobody was left to end it.
    await waitUntil('its programs have ended', async () => processesOf(dir).length === 0, {
      deadlineMs: 5_000,
      everyMs: 20,
    });
    killed.push({ id, image });
  }
  expect(readdirSync(join(dir, 'work')).length).toBeGreaterThan(0);
  await endLeases(server.db);
  await start();
  for (const { id, image } of killed) {
    const { state, attempt, build } = await finished(id);
    expect(state).toBe('succeeded');
    // More than two where an agent that was to die with another build was quick enough to take this one.
    expect(attempt).toBeGreaterThan(1);
    expect(await server.db.image.count({ where: { specificationId: image } })).toBe(1);
    expect(existsSync(join(dir, 'images', build?.image?.digest ?? '', 'disk.ext4'))).toBe(true);
    expect(await linesOf(id)).toContain('The agent that built it has ended; another begins anew.');
  }
  expect(readdirSync(join(dir, 'work'))).toEqual([]);
  expect(await kinds('build-image')).toBe(0);
});

test('a collection removes what nobody uses, and whatever is used stays, also where both begin at once', async () => {
  await start();
  const first = await write();
  const { name } = await server.db.imageSpecification.findUniqueOrThrow({ where: { id: first } });
  await finished(await submit(first));
  const second = await addImageVersion({ context, id: first, input: { yaml: textOf(name, 'second') } });
  await finished(await submit(second.id));
  const images = await server.db.image.findMany({ where: { removedAt: null } });
  const built = images.filter(({ specificationId }) => specificationId === first || specificationId === second.id);
  expect(built).toHaveLength(2);
  // Of a build that died before its row was written.
  mkdirSync(join(dir, 'images', 'f'.repeat(128)));
  const uses = Promise.all(
    images
      .filter(({ id }) => !built.some((each) => each.id === id))
      .map(async ({ id }) => {
        try {
          await server.db.$transaction(
            async (tx) => await useImage(tx, { imageId: id, subject: 'x', reason: 'a test' }),
          );
          return id;
        } catch {
          return undefined; // The collection was quicker.
        }
      }),
  );
  const { operation: asked } = await collectImages({ context, body: { keepVersions: 0, keepDays: 0 }, call: {} });
  const used = (await uses).filter((id) => id !== undefined);
  expect((await finished(asked.id)).state).toBe('succeeded');
  const left = await server.db.image.findMany({ where: { removedAt: null } });
  expect(left.map(({ id }) => id).toSorted()).toEqual(used.toSorted());
  expect(folders().toSorted()).toEqual([...new Set(left.map(({ digest }) => digest))].toSorted());
  expect(readdirSync(join(dir, 'layers'))).toEqual([]);
  expect(await server.db.image.count({ where: { id: { in: built.map(({ id }) => id) }, removedAt: null } })).toBe(0);
});

/** Command lines of processes that name a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const words = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
      return words.includes(folder) ? [words] : [];
    } catch {
      return []; // It has just ended.
    }
  });
}
