/** The command line against the real routes: what its user reads, and what his scripts get as an exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '@/lib/domain/access';
import { serveRoutes, type ServedRoutes } from '@/lib/server/testing/serve-routes';
import { siteText } from '@/lib/server/testing/site-world';
import { imageNamed } from '@/lib/server/testing/image-world';
import { makeHost } from '@/lib/server/testing/test-world';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import type { CliContext } from './context';
import { main } from './main';

const SCOPES: readonly Scope[] = ['sites:read', 'sites:write', 'images:read', 'images:build', 'operations:read'];
let server: TestServer;
let served: ServedRoutes;
let token: string;
const folder = mkdtempSync(join(tmpdir(), 'gridbox-cli-'));

beforeAll(async () => {
  server = await startTestServer();
  served = await serveRoutes();
  const manager = await server.signInAs('manager');
  token = (await server.tokenFor(manager.userId, SCOPES)).token ?? '';
});
afterAll(async () => {
  await served.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it in this process. @param onSleep what the world does while it waits */
async function gridbox(
  words: readonly string[],
  onSleep: () => Promise<void> = async () => undefined,
  environment = {},
) {
  const [out, told]: [string[], string[]] = [[], []];
  let now = 0;
  const context: CliContext = {
    environment: { GRIDBOX_URL: served.url, GRIDBOX_TOKEN: token, ...environment },
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
    sleep: async (ms) => {
      now += ms;
      await onSleep();
    },
    nowMs: () => now,
  };
  const code = await main(['node', 'gridbox', ...words], context);
  return { code, out: out.join('\n'), told: told.join('\n') };
}
function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('mistakes of a site file are told by file, line and column, and nothing is kept', async () => {
  const file = fileOf('wrong.yaml', siteText('wrong').replace('role: WN', 'role: WM'));
  const ended = await gridbox(['site', 'plan', file]);
  expect(ended.code).toBe(1);
  expect(ended.told).toMatch(new RegExp(`^${file}:\\d+:\\d+: .*WN`, 'm'));
  expect(await server.db.site.count({ where: { name: 'wrong' } })).toBe(0);
});

test('a plan keeps the file once, a changed one as the next revision, and says what would be done', async () => {
  await makeHost(server.db);
  const file = fileOf('box.yaml', siteText('cli-box'));
  const first = await gridbox(['site', 'plan', file]);
  expect(first.told).toContain('Site cli-box is new.');
  expect(first.out).toMatch(/^\+ cli-box-wn-1 {2}WN/m);
  const again = await gridbox(['site', 'plan', file, '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ revision: 1 });
  writeFileSync(file, `${siteText('cli-box')}# changed\n`);
  const changed = await gridbox(['site', 'plan', file, '--json', '--reason', 'more memory']);
  expect(JSON.parse(changed.out)).toMatchObject({ revision: 2 });
  const status = await gridbox(['site', 'status', 'cli-box']);
  expect(status).toMatchObject({ code: 0 });
  expect(status.out).toMatch(/^cli-box: 0 of \d+ domains made, revision 2\.\n.*is not there\.$/m);
});

test('a site that is not there, a wrong call and a token that is none each say so', async () => {
  expect(await gridbox(['site', 'status', 'nowhere'])).toMatchObject({
    code: 1,
    told: 'Gridbox has no site called nowhere.',
  });
  expect(await gridbox(['site', 'plan', join(folder, 'none.yaml')])).toMatchObject({ code: 2 });
  const wrongCall = await gridbox(['site', 'destroy-all']);
  expect(wrongCall.code).toBe(2);
  expect(wrongCall.told).toContain("unknown command 'destroy-all'");
  const noToken = await gridbox(['site', 'status', 'x'], undefined, { GRIDBOX_TOKEN: '' });
  expect(noToken).toMatchObject({ code: 2 });
  expect(noToken.told).toContain('GRIDBOX_TOKEN');
  const foreign = await gridbox(['site', 'status', 'x'], undefined, { GRIDBOX_TOKEN: `gbx_${'a'.repeat(40)}` });
  expect(foreign).toMatchObject({ code: 1 });
  const nobody = await gridbox(['site', 'status', 'x', '--url', 'http://127.0.0.1:9']);
  expect(nobody).toMatchObject({ code: 1, told: 'Gridbox does not answer at http://127.0.0.1:9.' });
});

test('a build is followed to its end, and its failure is the exit code', async () => {
  const file = fileOf('image.yaml', imageNamed('cli-image'));
  const endAs = (state: 'failed', message: string) => async () => {
    await server.db.operation.updateMany({
      where: { kind: 'build-image', state: 'queued' },
      data: { state, errorKind: 'refused', errorMessage: message, finishedAt: new Date() },
    });
  };
  const failed = await gridbox(['image', 'build', file], endAs('failed', 'The mirror has no package such-a-thing.'));
  expect(failed.code).toBe(1);
  expect(failed.told).toMatch(/failed\. The mirror has no package such-a-thing\.$/);
  expect(await server.db.imageSpecification.count({ where: { name: 'cli-image' } })).toBe(1);
  const late = await gridbox(['image', 'build', file, '--within', '5s']);
  expect(late.code).toBe(1);
  expect(late.told).toMatch(/Not finished after 5.*s; it goes on\./);
  // The same text is the same version.
  expect(await server.db.imageSpecification.count({ where: { name: 'cli-image' } })).toBe(1);
});
