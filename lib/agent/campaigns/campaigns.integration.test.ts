/**
 * Whole campaigns on simulated hosts, by the agent's own loop; their guests are folders of this machine, so that every command is
 * really run (`local-guests.ts`).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { CampaignCellDetail, CampaignDetail, RunCampaign } from '@/lib/contracts/campaigns';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { endLocalGuests, withLocalGuests } from '@/lib/agent/testing/local-guests';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { ServiceContext } from '@/lib/server/service-context';
import { addCampaignVersion } from '@/lib/server/services/campaigns/add-version';
import { cancelCampaign } from '@/lib/server/services/campaigns/cancel-campaign';
import { createCampaignDefinition } from '@/lib/server/services/campaigns/create-definition';
import { readCampaign } from '@/lib/server/services/campaigns/read-campaign';
import { readCampaignArtefact } from '@/lib/server/services/campaigns/read-artefact';
import { readCampaignCell } from '@/lib/server/services/campaigns/read-cell';
import { runCampaign } from '@/lib/server/services/campaigns/run-campaign';

let site: Site;
let root: string;
let library: TestLibrary;
let context: ServiceContext;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gridbox-guests-'));
  site = await createSite({ hosts: ['one', 'two'], domains: [{ name: 'like-me', host: 'one' }] });
  for (const domain of site.world.hosts.get('one')?.domains.values() ?? []) domain.definition.kernel = '/boot/vmlinuz';
  library = createTestLibrary(site.db);
  await site.startAgent({ ...library.agent, drivers: { simulated: withLocalGuests(site.driver, root) } });
  await site.read();
  const operator = await site.operator([]);
  await site.db.user.update({ where: { id: operator.actor.userId }, data: { role: 'administrator' } });
  context = { ...operator, actor: { ...operator.actor, scopes: ['campaigns:read', 'campaigns:run', 'hosts:read'] } };
});
afterAll(async () => {
  await site.close();
  library.close();
  endLocalGuests(root);
});

const file = (
  name: string,
  command: readonly string[],
  rest = '',
  environments = ['one', 'two'],
): string => `schema: gridcampaign/v1
name: ${name}
environments:
${environments.map((host) => `  - { name: on-${host}, like: like-me, memoryMiB: 64, host: ${host} }`).join('\n')}
command: ${JSON.stringify(command)}
${rest}`;

const define = async (yaml: string) => await createCampaignDefinition({ context, input: { yaml } });
async function ask(definitionId: string, body: object = {}, idempotencyKey?: string): Promise<string> {
  const { id } = await runCampaign({ context, id: definitionId, body: RunCampaign.parse(body), idempotencyKey });
  return id;
}
const read = async (id: string) => CampaignDetail.parse(await readCampaign({ context, id }));
const readCell = async (id: string, sequence: number) =>
  CampaignCellDetail.parse(await readCampaignCell({ context, id, sequence }));
async function ended(id: string) {
  await site.hurrying(site.until(`campaign ${id} ends`, async () => (await read(id)).state !== 'running', 60_000));
  return await read(id);
}

/** Two files of a checkout, as `tar` packs them. */
function archive(files: Readonly<Record<string, string>>): { readonly name: string; readonly base64: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-archive-'));
  try {
    mkdirSync(join(folder, 'in'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'in', name), text);
    execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', join(folder, 'in'), '.']);
    return { name: 'a.tgz', base64: readFileSync(join(folder, 'a.tgz')).toString('base64') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const REPORT = (failing: boolean): string =>
  `<testsuite name="se"><testcase name="put" time="1.5"/><testcase name="get" time="0.1">${failing ? '<failure message="wrong"/>' : ''}</testcase></testsuite>`;

test('a checkout is tested in every environment, its log, tests and artefacts are kept, and nothing is left of its domains', async () => {
  const definition = await define(
    file(
      'checkout',
      ['sh', 'run.sh', 'an argument'],
      'archive: true\nvariables: { WORD: "it\'s $HOME" }\njunit: [report.xml]\nartefacts: [out.bin, missing.log]\n',
    ),
  );
  const large = 'x'.repeat(200_000);
  const id = await ask(definition.id, {
    archive: archive({
      'run.sh':
        'echo "$1 $WORD"; cat large | tail -c 3; echo oops >&2; printf "\\377\\000" >out.bin; cp result.xml report.xml',
      'result.xml': REPORT(false),
      // More than one part of an archive, however well it packs.
      large: large + Array.from({ length: 20_000 }, (_each, index) => (index * 7919).toString(36)).join(' '),
    }),
  });
  const campaign = await ended(id);
  expect(campaign).toMatchObject({
    state: 'finished',
    outcome: 'passed',
    comparison: null,
    simulated: true,
    tests: { passed: 4, failed: 0, error: 0, skipped: 0 },
  });
  for (const cell of campaign.cells) {
    expect(cell).toMatchObject({ state: 'done', outcome: 'passed', words: null, exitCode: 0, domainLeft: false });
    expect(CleanUp.parse(cell.cleanUp)).toMatchObject({ clean: true });
    expect(CleanUp.parse(cell.cleanUp).items.map(({ what, outcome }) => [what, outcome])).toContainEqual([
      'domain',
      'gone',
    ]);
  }
  expect(campaign.cells.map(({ hostName }) => hostName)).toEqual(['one', 'two']);
  const cell = await readCell(id, 1);
  expect(cell.stdout).toMatch(/^an argument it's \$HOME\n/);
  expect(cell).toMatchObject({
    stderr: 'oops\n',
    logCut: false,
    testList: [
      { suite: 'se', name: 'put', outcome: 'passed', seconds: 1.5 },
      { suite: 'se', name: 'get', outcome: 'passed', seconds: 0.1 },
    ],
    artefactList: [
      { path: 'report.xml', junit: true, kept: true, problem: null },
      { path: 'out.bin', junit: false, kept: true, bytes: 2 },
      { path: 'missing.log', junit: false, kept: false, problem: 'There is no such file.' },
    ],
  });
  const artefact = await readCampaignArtefact({ context, id, sequence: 1, number: 1 });
  expect(Buffer.from(await artefact.arrayBuffer())).toEqual(Buffer.from([0xff, 0x00]));
  // Past all of Gridbox: what the hosts have is what they had.
  for (const host of ['one', 'two'])
    expect([...(site.world.hosts.get(host)?.domains.values() ?? [])].map(({ name }) => name)).toEqual(
      host === 'one' ? ['like-me'] : [],
    );
  expect(await site.db.madeThing.count({ where: { owner: `campaign:${id}`, state: { not: 'gone' } } })).toBe(0);
  expect(await site.db.madeThing.count({ where: { owner: `campaign:${id}` } })).toBeGreaterThan(0);
}, 120_000);

test('the next campaign is compared with the one before it, test by test', async () => {
  const report = (text: string) => ['sh', '-c', `printf '%s' '${text}' >r.xml`];
  const first = await define(file('compared', report(REPORT(false)), 'junit: [r.xml]\n', ['one']));
  expect(await ended(await ask(first.id))).toMatchObject({ outcome: 'passed' });
  const second = await addCampaignVersion({
    context,
    id: first.id,
    input: { yaml: file('compared', report(REPORT(true)), 'junit: [r.xml]\n', ['one']) },
  });
  const worse = await ended(await ask(second.id));
  expect(worse).toMatchObject({
    outcome: 'failed',
    version: 2,
    cells: [{ words: '1 of 2 tests failed, though it ended with code 0.' }],
    comparison: {
      regressed: true,
      verdict: 'Passed before and not now: on-one; 1 test fails newly.',
      cells: [{ newlyFailing: { total: 1, tests: ['se: get'] } }],
    },
  });
  expect((await readCell(worse.id, 0)).testList[0]).toMatchObject({ name: 'get', outcome: 'failed', message: 'wrong' });
}, 120_000);

test('a command that fails, one that takes too long and one without its report say so, and their domains go', async () => {
  const failing = await define(file('failing', ['sh', '-c', 'exit 7'], '', ['one']));
  const slow = await define(file('slow', ['sleep', '600'], 'timeoutSeconds: 1\n', ['one']));
  const silent = await define(file('silent', ['true'], 'junit: [r.xml]\n', ['one']));
  const nothing = await define(file('nothing', ['no-such-program'], '', ['one']));
  const ids = [];
  for (const { id } of [failing, slow, silent, nothing]) ids.push(await ask(id));
  const all = [];
  for (const id of ids) all.push(await ended(id));
  expect(all.map(({ outcome, cells }) => [outcome, cells[0]?.words, cells[0]?.exitCode])).toEqual([
    ['failed', 'It ended with code 7.', 7],
    ['failed', 'It took longer than its limit of 1 s and was ended.', null],
    ['error', 'Its report of tests is not to be had: r.xml: There is no such file.', 0],
    ['failed', 'It ended with code 127.', 127],
  ]);
  expect(all.flatMap(({ cells }) => cells.map(({ domainLeft, cleanUp }) => [domainLeft, cleanUp?.clean]))).toEqual(
    Array.from({ length: 4 }, () => [false, true]),
  );
  expect((await readCell(all[3]?.id ?? '', 0)).stderr).toContain('no-such-program');
}, 120_000);

test('a cancelled campaign ends what runs, begins nothing more and takes its domains away', async () => {
  const definition = await define(
    file(
      'long',
      ['sleep', '600'],
      '',
      ['one', 'one', 'one', 'one', 'one'].map((host) => host),
    ).replaceAll(
      /on-one/g,
      (() => {
        let index = 0;
        return () => `cell-${(index += 1)}`;
      })(),
    ),
  );
  const id = await ask(definition.id, { reason: 'by hand' });
  await site.until(
    'four run and one waits',
    async () => {
      const states = (await read(id)).cells.map(({ state, operations }) =>
        state === 'running' && operations.run !== null ? 'runs' : state,
      );
      return states.filter((state) => state === 'runs').length === 4 && states.includes('waiting');
    },
    30_000,
  );
  await cancelCampaign({ context, id, body: {} });
  const campaign = await ended(id);
  expect(campaign).toMatchObject({ state: 'cancelled', outcome: 'cancelled', comparison: null });
  expect(campaign.cells.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'cancelled'));
  expect(campaign.cells.map(({ words }) => words)).toContain('The campaign was cancelled by Olga before it began.');
  expect(campaign.cells.map(({ domainLeft }) => domainLeft)).toEqual(Array.from({ length: 5 }, () => false));
}, 120_000);

test('an environment that finds no host and one whose domain is not made say why, beside one that passes', async () => {
  const yaml = `schema: gridcampaign/v1
name: mixed
environments:
  - { name: fine, like: like-me, memoryMiB: 64, host: one }
  - { name: fail-to-start, like: like-me, memoryMiB: 64, host: one }
  - { name: anywhere, like: like-me, memoryMiB: 64 }
command: ["true"]
`;
  const campaign = await ended(await ask((await define(yaml)).id));
  expect(campaign.outcome).toBe('error');
  expect(campaign.cells.map(({ name, outcome, words }) => [name, outcome, words])).toEqual([
    ['fine', 'passed', null],
    ['fail-to-start', 'error', expect.stringContaining('Its domain was not made: Starting c')],
    // Nothing is run in a simulated guest, so none is chosen.
    ['anywhere', 'error', 'There is no host to look at.'],
  ]);
  expect(CleanUp.parse(campaign.cells[1]?.cleanUp).clean).toBe(true);
}, 120_000);

test('a key that is used again answers with the same campaign, and for something else is a conflict', async () => {
  const definition = await define(file('keyed', ['true'], '', ['one']));
  const [first, second] = await Promise.all([ask(definition.id, {}, 'build-1'), ask(definition.id, {}, 'build-1')]);
  expect(second).toBe(first);
  await expect(ask(definition.id, { reason: 'another' }, 'build-1')).rejects.toThrow('was used before');
  await expect(ask(definition.id, { archive: archive({ a: 'b' }) })).rejects.toThrow('this campaign takes none');
  await ended(first);
}, 60_000);

test('a campaign whose owner may not run campaigns any more begins nothing, and still takes its domains away', async () => {
  const definition = await define(file('orphaned', ['sleep', '600'], '', ['one']));
  const id = await ask(definition.id);
  await site.until('it runs', async () => (await read(id)).cells[0]?.operations.run !== null, 30_000);
  await site.db.user.update({ where: { id: context.actor.userId }, data: { disabled: true } });
  try {
    const campaign = await ended(id);
    expect(campaign.cells[0]).toMatchObject({ outcome: 'cancelled', domainLeft: false, cleanUp: { clean: true } });
  } finally {
    await site.db.user.update({ where: { id: context.actor.userId }, data: { disabled: false } });
  }
}, 60_000);

test('environments are made of images of the library: one that is kernel and initramfs, and one with a disk', async () => {
  const small = await library.add({
    name: 'small',
    files: { vmlinuz: Buffer.alloc(4096, 1), 'initramfs.cpio.gz': Buffer.alloc(4096, 2) },
  });
  await library.add({
    name: 'whole',
    files: { vmlinuz: Buffer.alloc(4096, 3), 'initrd.img': Buffer.alloc(4096, 4), 'disk.ext4': Buffer.alloc(8192, 5) },
  });
  const yaml = (image: string): string => `schema: gridcampaign/v1
name: of-images
environments:
  - { name: small, image: ${image}, memoryMiB: 64, host: one }
  - { name: whole, image: whole, memoryMiB: 64, host: two }
command: ["true"]
`;
  const definition = await define(yaml('small'));
  const campaign = await ended(await ask(definition.id));
  expect(campaign.cells.map(({ image, outcome, words }) => [image, outcome, words])).toEqual([
    ['small 1', 'passed', null],
    ['whole 1', 'passed', null],
  ]);
  expect(campaign.cells[0]?.imageDigest).toBe(small.digest);
  expect(campaign.cells.map(({ cleanUp, domainLeft }) => [cleanUp?.clean, domainLeft])).toEqual([
    [true, false],
    [true, false],
  ]);
  // The disk of the second went with its domain; nobody uses the images any more.
  expect(await site.db.imageUse.count()).toBe(0);
  const unknown = await addCampaignVersion({ context, id: definition.id, input: { yaml: yaml('no-such-image') } });
  await expect(ask(unknown.id)).rejects.toThrow('small: there is no image no-such-image');
}, 120_000);
