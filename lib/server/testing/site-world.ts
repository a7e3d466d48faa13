/** Sites for integration tests. */
import { randomUUID } from 'node:crypto';
import type { Db } from '@/lib/server/db/client';
import type { SiteProof } from '@/lib/contracts/sites';
import type { RunState } from '@/lib/domain/site-run';
import { checkSite } from '@/lib/site/check-site';

/** A site of one node, `wn`, or several of it. */
export const siteText = (
  name: string,
  change: {
    readonly vos?: readonly string[];
    readonly memory?: string;
    readonly count?: number;
    readonly host?: string;
  } = {},
): string => `apiVersion: gridsite/v1
kind: Site
metadata: { name: ${name} }
lifecycle: { onFailure: rollback, cleanup: verify }
vos: {${(change.vos ?? ['atlas']).map((vo) => ` ${vo}: {}`).join(',')} }
images:
  a: { path: /srv/a.img, sha512: "${'0'.repeat(128)}", arch: x86_64, virt: [pv, hvm] }
hosts:
  h: { ${change.host === undefined ? 'select: { class: dempsey }' : `name: ${change.host}`} }
nodes:
  wn: { role: WN, image: a, memory: ${change.memory ?? '1Gi'}${change.vos?.[0] === undefined ? '' : `, vo: ${change.vos[0]}`}, count: ${change.count ?? 1} }
`;

export const siteName = (): string => `s-${randomUUID().slice(0, 12)}`;

export async function makeSite(db: Db, change: { readonly vos?: readonly string[]; readonly text?: string } = {}) {
  const name = siteName();
  const { vos = ['atlas'], text = siteText(name, { vos }) } = change;
  const checked = checkSite(text);
  if ('problems' in checked) throw new Error(`line ${checked.problems[0]?.line}: ${checked.problems[0]?.message}`);
  return await db.site.create({
    data: {
      name: checked.site.name,
      vos: [...vos],
      wanted: checked.site.domains.length,
      revisions: { create: { number: 1, text, vos: [...vos], madeById: 'nobody', madeByName: 'Nobody' } },
    },
  });
}

const NOTHING_TO_DO = {
  totals: { create: 0, change: 0, replace: 0, keep: 0, destroy: 0, blocked: 0 },
  nodes: [],
  steps: [],
  hosts: [],
  unboundHosts: [],
  notes: [],
};

/** A plan to destroy a site of which nothing is there. */
export const makeDestroyPlan = async (db: Db, siteId: string) =>
  await db.sitePlan.create({
    data: {
      siteId,
      kind: 'destroy',
      revision: 1,
      document: NOTHING_TO_DO,
      madeByName: 'Nobody',
      plannedAt: new Date(),
    },
  });

/** That a revision was applied, and there was nothing to do. */
export async function makeAppliedRun(db: Db, siteId: string, revision = 1): Promise<void> {
  const at = new Date();
  await db.siteRun.create({
    data: {
      siteId,
      kind: 'apply',
      state: 'done',
      revision,
      document: NOTHING_TO_DO,
      onFailure: 'keep',
      cleanup: 'verify',
      madeByName: 'Nobody',
      startedAt: at,
      endedAt: at,
    },
  });
}

/** A run of a site of the VO atlas, with one step that waits. */
export async function makeRun(db: Db, { state, proof }: { readonly state: RunState; readonly proof?: SiteProof }) {
  const site = await makeSite(db);
  return await db.siteRun.create({
    data: {
      siteId: site.id,
      kind: 'apply',
      state,
      revision: 1,
      document: NOTHING_TO_DO,
      onFailure: 'keep',
      cleanup: 'verify',
      madeByName: 'Nobody',
      startedAt: new Date(),
      ...(proof === undefined ? {} : { proof }),
      steps: {
        create: { sequence: 0, key: 'create wn', verb: 'create', title: 'Create wn', subject: 'wn', hostName: 'one' },
      },
    },
  });
}
