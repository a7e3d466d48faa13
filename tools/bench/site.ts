import { Site, SiteExamples, SitePlan, SiteRun } from '@/lib/contracts/sites';
import { isEnded } from '@/lib/domain/site-run';
import { SECOND_MS } from '@/lib/utils/time';
import { api } from '@/lib/utils/paths';
import { waitUntil } from '@/tools/shared/wait-until';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';
import { buildImage, keepImage } from './build-image';
import { type BenchGridbox, withGridbox } from './with-gridbox';

const ROUNDS = 3;
const IMAGE = 'tiny-grid';
const EXAMPLE = 'tiny-grid-in-a-box';
/** Ten times the bar: what is not up by then does not come up. */
const RUN_DEADLINE_MS = 600_000;
const LOOK_EVERY_MS = 50;
/** The bars of the project: on two cores, with the image built and on its host. */
const UP_SECONDS = 60;
const CLEAN_SECONDS = 15;

/**
 * The tiny site on the rig, again and again: from the POST that applies it until every node is up (each of its probes answered ok
 * once since), and from the POST that destroys it until everything was looked for again and found gone. The first round also copies the
 * image to the host, so it is told apart and counts for neither.
 */
export async function run({ count = ROUNDS, say }: BenchOptions): Promise<BenchResult> {
  return await withGridbox(say, async (gridbox) => {
    const tiny = await keepImage(gridbox, IMAGE);
    say(`${IMAGE} built in ${inSeconds(await buildImage(gridbox, tiny))} s`);
    const { items } = await gridbox.request(SiteExamples, api.siteExamples());
    const text = items.find(({ name }) => name === EXAMPLE)?.text;
    if (text === undefined) throw new Error(`there is no example ${EXAMPLE}`);
    const site = await gridbox.request(Site, api.sites(), { method: 'POST', body: { text } });
    const [up, clean]: [number[], number[]] = [[], []];
    for (let round = 0; round <= count; round += 1) {
      const applied = await timed(gridbox, site.id, 'apply');
      const destroyed = await timed(gridbox, site.id, 'destroy');
      say(`round ${round}: up after ${inSeconds(applied)} s, clean after ${inSeconds(destroyed)} s`);
      if (round === 0) continue;
      up.push(applied);
      clean.push(destroyed);
    }
    return {
      figures: [
        figure('tiny site, apply to every probe ok', median(up) / SECOND_MS, 's', { most: UP_SECONDS }),
        figure('slowest of them', Math.max(...up) / SECOND_MS, 's'),
        figure('tiny site, destroy to proved clean', median(clean) / SECOND_MS, 's', { most: CLEAN_SECONDS }),
        figure('slowest of those', Math.max(...clean) / SECOND_MS, 's'),
      ],
      samples: { upMs: up, cleanMs: clean },
    };
  });
}

const inSeconds = (ms: number): string => (ms / SECOND_MS).toFixed(1);

async function timed(gridbox: BenchGridbox, siteId: string, kind: 'apply' | 'destroy'): Promise<number> {
  const path = kind === 'apply' ? api.planSite(siteId) : api.planSiteDestroy(siteId);
  const plan = await gridbox.request(SitePlan, path, { method: 'POST', body: {} });
  const confirm = kind === 'apply' ? {} : { confirmName: EXAMPLE };
  const begun = performance.now();
  const { id } = await gridbox.request(SiteRun, api.siteRuns(siteId), {
    method: 'POST',
    body: { planId: plan.id, ...confirm },
  });
  const run = await waitUntil(
    `the ${kind} of ${EXAMPLE}`,
    async () => {
      const read = await gridbox.request(SiteRun, api.siteRun(id));
      if (read.halted !== null) throw new Error(`the ${kind} of ${EXAMPLE} stands still: ${read.halted}`);
      return isEnded(read.state) ? read : undefined;
    },
    { deadlineMs: RUN_DEADLINE_MS, everyMs: LOOK_EVERY_MS },
  );
  const took = performance.now() - begun;
  if (run.state !== (kind === 'apply' ? 'done' : 'destroyed'))
    throw new Error(`the ${kind} of ${EXAMPLE} ended ${run.state}`);
  return took;
}
