import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SiteImported } from '@/lib/contracts/site-imports';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';

let server: TestServer;
let manager: Caller;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
});
afterAll(async () => await server.stop());

const send = async (body: unknown) => await server.call('importSite', { as: manager, body });
const read = async (body: unknown) => {
  const answer = await send(body);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return SiteImported.parse(await answer.json());
};
const example = readFileSync('examples/imports/smartfrog/grid-in-a-box.sf', 'utf8');

test('a SmartFrog description comes back as a site file, and nothing is kept or written to the audit', async () => {
  const before = await server.db.audit.count();
  const imported = await read({ kind: 'smartfrog', files: [{ name: 'box.sf', text: example }] });
  expect(imported.problems).toEqual([]);
  expect(parse(imported.siteFile ?? '')).toMatchObject({ apiVersion: 'gridsite/v1', nodes: { ce: {}, wn1: {} } });
  expect(imported.findings[0]).toMatchObject({ file: null, line: 5, kind: 'assumed' });
  expect(imported.findingCount).toBe(imported.findings.length);
  expect(await server.db.audit.count()).toBe(before);
});

test('problems come with their place, and no site file', async () => {
  const imported = await read({ kind: 'smartfrog', files: [{ name: 'box.sf', text: 'sfConfig extends Nothing;' }] });
  expect(imported).toMatchObject({
    siteFile: null,
    problemCount: 1,
    problems: [{ file: null, line: 1, column: 18, message: expect.stringContaining('Nothing is not known here') }],
  });
});

test('of YAIM each place names its file', async () => {
  const files = ['site-info.def', 'groups.conf', 'wn-list.conf'].map((name) => ({
    name,
    text: readFileSync(`examples/imports/yaim/${name}`, 'utf8'),
  }));
  const imported = await read({ kind: 'yaim', files });
  expect(parse(imported.siteFile ?? '')).toMatchObject({
    metadata: { name: 'GRIDBOX-TEST' },
    nodes: { wn2: { role: 'WN' } },
  });
  expect(imported.findings.every(({ file }) => file !== null)).toBe(true);
});

test('long lists are cut, and say how long they are', async () => {
  const text = `CE_HOST=ce\n${Array.from({ length: 700 }, (_, index) => `X${index}=1`).join('\n')}`;
  const imported = await read({ kind: 'yaim', files: [{ name: 'site-info.def', text }] });
  expect(imported.findings).toHaveLength(500);
  expect(imported.findingCount).toBeGreaterThan(700);
});

test.each([
  [{ kind: 'smartfrog', files: [] }, 'files'],
  [
    {
      kind: 'smartfrog',
      files: [
        { name: 'a', text: '' },
        { name: 'b', text: '' },
      ],
    },
    'files',
  ],
  [
    {
      kind: 'yaim',
      files: [
        { name: 'a', text: '' },
        { name: 'a', text: '' },
      ],
    },
    'files',
  ],
  [{ kind: 'tosca', files: [{ name: 'a', text: '' }] }, 'kind'],
])('%j is no request', async (body, field) => {
  const answer = await send(body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { fields: [{ field }] } });
});
