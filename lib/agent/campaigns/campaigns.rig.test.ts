/** A campaign in real guests of the rig: made for it, told what to run by their own channel, and gone afterwards. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CampaignCellDetail, CampaignDetail, RunCampaign } from '@/lib/contracts/campaigns';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { ServiceContext } from '@/lib/server/service-context';
import { createQuietRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { createCampaignDefinition } from '@/lib/server/services/campaigns/create-definition';
import { readCampaign } from '@/lib/server/services/campaigns/read-campaign';
import { readCampaignCell } from '@/lib/server/services/campaigns/read-cell';
import { runCampaign } from '@/lib/server/services/campaigns/run-campaign';
import { domainId } from '@/lib/domain/ids';
import { MINUTE_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';

let site: RealSite;
let context: ServiceContext;
const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-campaign-'));
beforeAll(async () => {
  site = await createQuietRigSite();
  const owner = await site.db.user.create({
    data: { id: randomUUID(), name: 'Olga', email: 'olga@gridbox.local', emailVerified: true, role: 'manager' },
  });
  const actor = await actorFor(
    site.db,
    { ownerId: owner.id, ownerName: owner.name },
    { scopes: ['campaigns:run'], work: 'run campaigns' },
  );
  if (typeof actor === 'string') throw new Error(actor);
  context = { actor, db: site.db, now: () => new Date(), requestId: 'test', address: undefined };
  await site.startAgent();
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const FILE = `schema: gridcampaign/v1
name: rig-tests
environments:
  - { name: small, like: wn-01, memoryMiB: 160 }
  - { name: larger, like: wn-02, memoryMiB: 192 }
archive: true
command: ["sh", "run.sh", "it's $HOME"]
variables: { WORD: "two words" }
timeoutSeconds: 120
junit: [report.xml]
artefacts: [/tmp/campaign/big.bin]
`;
const RUN = `echo "$1, $WORD, $(head -c 3 input)"
grep MemTotal /proc/meminfo
head -c 300000 /dev/zero >big.bin
echo '<testsuite name="guest"><testcase name="boots" time="0.5"/><testcase name="reads" time="1"/></testsuite>' >report.xml
echo done >&2
`;

test(
  'a checkout runs in two clean guests, what it left is kept, and nothing is left of them',
  async () => {
    writeFileSync(join(folder, 'run.sh'), RUN);
    // More than one part of an archive.
    writeFileSync(
      join(folder, 'input'),
      Array.from({ length: 30_000 }, (_each, index) => (index * 7919).toString(36)).join(' '),
    );
    execFileSync('tar', ['-cf', join(folder, 'a.tar'), '-C', folder, 'run.sh', 'input']);
    const base64 = readFileSync(join(folder, 'a.tar')).toString('base64');
    const definition = await createCampaignDefinition({ context, input: { yaml: FILE } });
    const { id } = await runCampaign({
      context,
      id: definition.id,
      body: RunCampaign.parse({ archive: { name: 'a.tar', base64 } }),
      idempotencyKey: undefined,
    });
    const read = async () => CampaignDetail.parse(await readCampaign({ context, id }));
    await waitUntil('the campaign ends', async () => (await read()).state !== 'running', {
      deadlineMs: 4 * MINUTE_MS,
      everyMs: 200,
    });
    const campaign = await read();
    expect(campaign.cells.map(({ outcome, words }) => [outcome, words])).toEqual([
      ['passed', null],
      ['passed', null],
    ]);
    expect(campaign).toMatchObject({ outcome: 'passed', simulated: false, tests: { passed: 4 } });
    for (const { sequence, cleanUp, domainLeft, domainId: id_ } of campaign.cells) {
      const cell = CampaignCellDetail.parse(await readCampaignCell({ context, id, sequence }));
      expect(cell.stdout).toMatch(/^it's \$HOME, two words, 0 6\nMemTotal: +\d+ kB\n$/);
      expect(cell).toMatchObject({
        stderr: 'done\n',
        exitCode: 0,
        artefactList: [
          { path: 'report.xml', kept: true },
          { path: '/tmp/campaign/big.bin', bytes: 300_000, kept: true },
        ],
      });
      expect([cleanUp?.clean, domainLeft]).toEqual([true, false]);
      // Past all of Gridbox.
      for (const { uri } of await site.db.host.findMany()) {
        const host = await site.driver.connect({ uri });
        expect(await host.readDomain(domainId(id_ ?? ''))).toBeUndefined();
        await host.close();
      }
    }
  },
  5 * MINUTE_MS,
);
