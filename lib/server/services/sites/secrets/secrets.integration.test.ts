import { randomUUID, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SiteSecrets } from '@/lib/contracts/sites';
import { getConfig } from '@/lib/server/config';
import { memberSubject } from '@/lib/server/crypto/site-authority';
import { secretBox } from '@/lib/server/crypto/secret-box';
import { sqlOfTx } from '@/lib/server/db/sql';
import { makeSite, siteText } from '@/lib/server/testing/site-world';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import type { ContextFile } from '@/lib/site/context/site-context';
import { contextFiles } from './context-files';
import { listNamedSecrets, readNamedSecret } from './named-secrets';
import type { SecretKeeper } from './secret-rows';
import { memberIdentity } from './site-identities';

const SECRET = 'a secret of this test, which is long enough';
const CE = { instance: 'ce', hostname: 'box-ce', address: '10.88.0.10', also: ['127.88.0.10'] };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server.stop());

type Site = Awaited<ReturnType<typeof makeSite>>;
async function within<T>(site: Site, work: (keeper: SecretKeeper) => Promise<T>, secret = SECRET): Promise<T> {
  const kept = { site, box: secretBox(secret), now: new Date() };
  return await server.db.$transaction(async (tx) => await work({ ...kept, sql: sqlOfTx(tx) }), { timeout: 30_000 });
}
const filesOf = async (site: Site, host = CE): Promise<ContextFile[]> =>
  await within(site, async (keeper) => await contextFiles(keeper, host));
const at = (files: readonly ContextFile[], path: string): ContextFile => {
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new Error(`there is no ${path}`);
  return file;
};
const certificate = (files: readonly ContextFile[], path: string): X509Certificate =>
  new X509Certificate(String(at(files, path).content));

const CA = '/etc/grid-security/certificates/site-ca.pem';
const HOST = '/etc/grid-security/hostcert.pem';

test('each domain gets a certificate of its own by one CA, one munge key and the list of members; twice the same', async () => {
  const site = await makeSite(server.db);
  const [ce, se] = [await filesOf(site), await filesOf(site, { ...CE, instance: 'se', hostname: 'box-se' })];
  expect(await filesOf(site)).toEqual(ce);
  const [host, ca] = [certificate(ce, HOST), certificate(ce, CA)];
  expect(host.checkIssued(ca) && host.verify(ca.publicKey)).toBe(true);
  expect([host.checkHost('box-ce'), host.checkHost('ce'), host.checkIP('127.88.0.10')]).not.toContain(undefined);
  expect(host.checkHost('box-se')).toBeUndefined();
  expect(certificate(se, HOST).checkIssued(ca)).toBe(true);
  expect(at(se, CA)).toEqual(at(ce, CA));
  const munge = at(ce, '/etc/munge/munge.key');
  expect(munge).toMatchObject({ mode: 0o400, owner: 'munge' });
  expect(String(munge.content).length).toBeGreaterThanOrEqual(128);
  expect(at(se, '/etc/munge/munge.key')).toEqual(munge);
  expect(at(ce, '/etc/grid-security/hostkey.pem').mode).toBe(0o600);
  const member = await within(site, memberIdentity);
  expect(member.caPem).toBe(at(ce, CA).content);
  expect(at(ce, '/etc/grid-security/members').content).toBe(`"${memberSubject(site.name)}"\n`);
  expect(new X509Certificate(member.certificatePem).checkIssued(ca)).toBe(true);
});

test('a host at another address gets another certificate, and the CA stays', async () => {
  const site = await makeSite(server.db);
  const before = await filesOf(site);
  const after = await filesOf(site, { ...CE, address: '10.88.0.99' });
  expect(certificate(after, HOST).checkIP('10.88.0.99')).toBe('10.88.0.99');
  expect(at(after, CA)).toEqual(at(before, CA));
});

test('two who ask at once for the first time get the same', async () => {
  const site = await makeSite(server.db);
  const [one, other] = await Promise.all([filesOf(site), filesOf(site)]);
  expect(one).toEqual(other);
});

test('a site’s secrets lie sealed, are of this site alone, and go with it', async () => {
  const site = await makeSite(server.db);
  const files = await filesOf(site);
  const rows = await server.db.siteSecret.findMany({ where: { siteId: site.id } });
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['munge-key', 'pki:ca', 'pki:host:ce']);
  const key = String(at(files, '/etc/munge/munge.key').content);
  for (const { sealed } of rows) {
    const text = Buffer.from(sealed).toString('latin1');
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(key);
  }
  const other = await makeSite(server.db);
  await server.db.siteSecret.createMany({ data: rows.map((row) => ({ ...row, siteId: other.id })) });
  await expect(filesOf(other)).rejects.toThrow(/GRIDBOX_SECRET/);
  await expect(
    within(site, async (keeper) => await contextFiles(keeper, CE), 'another secret, as long as that one'),
  ).rejects.toThrow(/GRIDBOX_SECRET/);
  await server.db.site.delete({ where: { id: site.id } });
  expect(await server.db.siteSecret.count({ where: { siteId: site.id } })).toBe(0);
  await expect(filesOf({ ...site, id: randomUUID() })).rejects.toThrow(/not there/);
});

test('a file may name what the site has for it, and no key of its CA', async () => {
  const site = await makeSite(server.db);
  const munge = String(at(await filesOf(site), '/etc/munge/munge.key').content);
  const named = async (name: string) => await within(site, async (keeper) => await readNamedSecret(keeper, name));
  expect(await named('munge-key')).toBe(munge);
  expect(await named('pki:ca')).toBeUndefined();
  expect(await named('other')).toBeUndefined();
  const names = await within(site, async ({ sql }) => await listNamedSecrets({ sql, siteId: site.id }));
  expect([...names]).toEqual(['munge-key']);
});

test('no answer about a site has any of it', async () => {
  const manager = await server.signInAs('manager');
  const site = await makeSite(server.db);
  const files = await filesOf(site);
  const keys = ['/etc/munge/munge.key', '/etc/grid-security/hostkey.pem'].map((path) =>
    String(at(files, path).content),
  );
  for (const route of ['getSite', 'planSite', 'getSiteDrift', 'listSites'] as const) {
    const answer = await (await server.call(route, { as: manager, params: { id: site.id } })).text();
    for (const key of keys) expect(answer).not.toContain(key.slice(30, 90));
    expect(answer).not.toMatch(/PRIVATE KEY|sealed/);
  }
});

test('what somebody stores is written, named, overwritten and forgotten, and never read back', async () => {
  // Under the key that the services have.
  const { secret } = getConfig();
  const manager = await server.signInAs('manager');
  const name = `s-${randomUUID().slice(0, 8)}`;
  const text = siteText(name).replace(
    'memory: 1Gi',
    "memory: 1Gi, software: { files: { /etc/token: '${secret:token}' } }",
  );
  const site = await makeSite(server.db, { text });
  const list = async () =>
    SiteSecrets.parse(
      await (await server.call('listSiteSecrets', { as: manager, params: { id: site.id } })).json(),
    ).items.map(({ name: each, from, namedBy }) => [each, from, ...namedBy]);
  const store = async (body: { name: string; value: string }) =>
    await server.call('storeSiteSecret', { as: manager, params: { id: site.id }, body });
  const blockers = async () =>
    (
      (await (await server.call('planSite', { as: manager, params: { id: site.id } })).json()) as {
        document: { nodes: { blockers: string[] }[] };
      }
    ).document.nodes
      .flatMap((node) => node.blockers)
      .join(' ');
  expect(await list()).toEqual([
    ['munge-key', 'made'],
    ['token', 'missing', 'wn-1'],
  ]);
  expect(await blockers()).toContain('names the secret token, which this site does not have');
  const value = `line one\n${randomUUID()}`;
  const answer = await store({ name: 'token', value });
  expect([answer.status, (await answer.text()).includes(value.slice(10))]).toEqual([200, false]);
  expect(await list()).toEqual([
    ['munge-key', 'made'],
    ['token', 'stored', 'wn-1'],
  ]);
  expect(await blockers()).not.toContain('secret token');
  const read = async (named: string) =>
    await within(site, async (keeper) => await readNamedSecret(keeper, named), secret);
  const kept = async () => await read('token');
  expect(await kept()).toBe(value);
  expect((await store({ name: 'token', value: 'another' })).status).toBe(200);
  expect(await kept()).toBe('another');
  // What each site has is stood in for as well.
  expect((await store({ name: 'munge-key', value: 'of my own' })).status).toBe(200);
  expect(await read('munge-key')).toBe('of my own');

  const audit = await server.db.audit.findMany({
    where: { subjectId: site.id, action: 'storeSiteSecret' },
    omit: { id: true },
  });
  expect(audit).toHaveLength(3);
  expect(JSON.stringify(audit)).toContain('has another secret token');
  expect(JSON.stringify(audit)).not.toMatch(/another"|of my own|line one/);
  for (const body of [
    { name: 'pki:ca', value: 'x' },
    { name: 'Token', value: 'x' },
    { name: 'token', value: '' },
    { name: 'token', value: 'x'.repeat(20_000) },
  ])
    expect((await store(body)).status, JSON.stringify(body).slice(0, 40)).toBe(400);
  const forget = async () =>
    (await server.call('forgetSiteSecret', { as: manager, params: { id: site.id, name: 'token' } })).status;
  expect([await forget(), await forget()]).toEqual([204, 404]);
  expect(await kept()).toBeUndefined();
  expect(await blockers()).toContain('secret token');
});
