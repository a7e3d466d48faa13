import { z } from 'zod';
import type { CampaignCellDetail } from '@/lib/contracts/campaigns';
import { isBad, TEST_OUTCOMES } from '@/lib/domain/campaign';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { cellBody, domainsLeft, findCampaign, testTotals } from './campaign-rows';

/** One environment of a campaign with all that was kept of it. @throws AppError `not-found` */
export async function readCampaignCell(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly sequence: number;
}): Promise<z.input<typeof CampaignCellDetail>> {
  const { context, id, sequence } = options;
  const { db, actor } = context;
  requireScope(actor, 'campaigns:read');
  await findCampaign(db, actor, id);
  const row = await db.campaignCell.findUnique({
    where: { campaignId_sequence: { campaignId: id, sequence } },
    include: {
      _count: { select: { artefacts: true } },
      tests: { orderBy: { number: 'asc' } },
      artefacts: { orderBy: { number: 'asc' }, omit: { content: true } },
    },
  });
  if (row === null) throw notFound('environment of this campaign');
  const kept = await db.campaignArtefact.findMany({
    where: { campaignId: id, sequence, content: { not: null } },
    select: { number: true },
  });
  const tests = row.tests.map(({ suite, name, outcome, seconds, message }) => ({
    suite,
    name,
    outcome: z.enum(TEST_OUTCOMES).parse(outcome),
    seconds,
    message,
  }));
  return {
    ...cellBody(id, row, { totals: await testTotals(db, [id]), left: await domainsLeft(db, [row.domainId]) }),
    stdout: row.stdout,
    stderr: row.stderr,
    logCut: row.logCut,
    testsLeftOut: row.testsLeftOut,
    testList: [...tests.filter(({ outcome }) => isBad(outcome)), ...tests.filter(({ outcome }) => !isBad(outcome))],
    artefactList: row.artefacts.map(({ number, path, junit, bytes, sha256, problem }) => ({
      number,
      path,
      junit,
      bytes: bytes === null ? null : Number(bytes),
      sha256,
      kept: kept.some((each) => each.number === number),
      problem,
    })),
  };
}
