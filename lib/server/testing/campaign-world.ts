/** For integration tests: campaign files as somebody would have written them, and campaigns as agents would have run them. */
import { randomUUID } from 'node:crypto';
import { checkCampaign } from '@/lib/campaigns/check-campaign';
import type { CampaignState, CellOutcome } from '@/lib/domain/campaign';
import type { Db } from '@/lib/server/db/client';

/** The text of a campaign file that somebody might write, in one environment like a domain. */
export const campaignNamed = (name: string, change: { readonly vo?: string; readonly like?: string } = {}): string =>
  `# Written by hand.
schema: gridcampaign/v1
name: ${name}
${change.vo === undefined ? '' : `vo: ${change.vo}\n`}environments:
  - { name: plain, like: ${change.like ?? 'wn-01'}, memoryMiB: 128 }
command: ["true"]
`;

export async function makeCampaignDefinition(
  db: Db,
  change: { readonly name?: string; readonly vo?: string; readonly like?: string } = {},
) {
  const { name = `tests-${randomUUID().slice(0, 8)}`, vo, like } = change;
  const yaml = campaignNamed(name, { ...(vo === undefined ? {} : { vo }), ...(like === undefined ? {} : { like }) });
  const checked = checkCampaign(yaml);
  if ('problems' in checked) throw new Error(checked.problems[0]?.message);
  return await db.campaignDefinition.create({
    data: { name, version: 1, body: checked.file, yaml, vo: vo ?? null, createdByName: 'somebody' },
  });
}

/** One of it, in one environment, with a test and an artefact. */
export async function makeCampaign(
  db: Db,
  definition: Awaited<ReturnType<typeof makeCampaignDefinition>>,
  change: { readonly state?: CampaignState; readonly outcome?: CellOutcome; readonly domainId?: string } = {},
) {
  const { state = 'finished', outcome = 'passed', domainId } = change;
  const over = state !== 'running';
  return await db.campaign.create({
    data: {
      definitionId: definition.id,
      vo: definition.vo,
      state,
      outcome: over ? outcome : null,
      endedAt: over ? new Date() : null,
      ownerId: 'somebody',
      ownerName: 'Somebody',
      requestHash: '',
      cells: {
        create: {
          sequence: 0,
          environment: { name: 'plain', like: 'wn-01', memoryMiB: 128, vcpus: 1 },
          name: 'plain',
          imageLabel: 'like wn-01',
          domainName: `c-${randomUUID().slice(0, 8)}`,
          domainId: domainId ?? null,
          state: over ? 'done' : 'running',
          outcome: over ? outcome : null,
          tests: { create: { number: 0, suite: 's', name: 't', outcome, seconds: 1, message: '' } },
          artefacts: {
            create: {
              number: 0,
              path: 'out.bin',
              bytes: 2n,
              sha256: '0'.repeat(64),
              content: Uint8Array.from([0xff, 0x00]),
            },
          },
        },
      },
    },
  });
}
