/** The tiny site as tests of real hosts have it: its image, and a run of it that ends. For tests only. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { readAgain } from '@/lib/agent/testing/site-files';
import type { SiteRun } from '@/lib/contracts/sites';
import { buildImage } from '@/lib/images/build/build-image';
import { closeWork, oldLayers, openWork, removeLayer } from '@/lib/images/build/image-store';
import { checkSpecification } from '@/lib/images/check-specification';
import { parseMirror } from '@/lib/images/mirror';
import { machineMirror } from '@/lib/images/testing/machine-mirror';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';

/** Its packages, unpacked, are the same for each suite of a run: the factory finds them by the state of the mirror, as it does for people. */
export const TEST_IMAGES = resolve('.data/test/images');
const UNUSED_MS = DAY_MS;

/** A shipped specification, for the suite that this machine's mirror has. */
export const exampleOf = (name: string): string =>
  readFileSync(`examples/images/${name}.yaml`, 'utf8').replace(/^suite: .*$/m, `suite: ${machineMirror().suite}`);

/** Kernel and initramfs, as the factory makes them of a shipped specification. */
export async function buildTinyImage(name = 'tiny-grid'): Promise<Readonly<Record<string, Buffer>>> {
  const mirror = parseMirror(machineMirror().source);
  const checked = checkSpecification(exampleOf(name), mirror);
  if (!('specification' in checked)) throw new Error(JSON.stringify(checked.problems));
  for (const { key } of await oldLayers(TEST_IMAGES, new Date(Date.now() - UNUSED_MS)))
    await removeLayer(TEST_IMAGES, key);
  const work = await openWork(TEST_IMAGES, `${name}-${process.pid}`, 1);
  try {
    const { folder, manifest } = await buildImage({
      specification: checked.specification,
      mirror,
      dir: TEST_IMAGES,
      work,
      fresh: false,
      signal: new AbortController().signal,
      onStage: async () => undefined,
      onLine: () => undefined,
    });
    return Object.fromEntries(manifest.artefacts.map(({ name }) => [name, readFileSync(join(folder, name))]));
  } finally {
    await closeWork(work);
  }
}

/** Waits for a run of a site to end, and expects one of these states. @throws Error with its steps where it does not end in time */
export async function runEnds(
  context: ServiceContext,
  id: string,
  { states, deadlineMs }: { readonly states: readonly string[]; readonly deadlineMs: number },
): Promise<SiteRun> {
  const ended = async () => {
    const run = await readAgain(context, id);
    return ['done', 'kept', 'destroyed', 'not-clean', 'rolled-back'].includes(run.state) || run.halted !== null
      ? run
      : undefined;
  };
  const run = await waitUntil(`run ${id}`, ended, { deadlineMs, everyMs: 100 }).catch(async (error: unknown) => {
    throw new Error(JSON.stringify((await readAgain(context, id)).steps, undefined, 1), { cause: error });
  });
  expect(states, JSON.stringify(run.steps.map(({ title, state, words }) => [title, state, words]))).toContain(
    run.state,
  );
  return run;
}
