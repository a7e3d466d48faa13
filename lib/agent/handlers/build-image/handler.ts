/** Builds an image and keeps it: what is half done when an agent dies is removed by the next, which begins anew with the layers that are there. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { ImagePorts } from '@/lib/agent/ports';
import type { Handler, HandlerResult } from '@/lib/agent/worker/run';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import { BUILD_STAGE_TITLES } from '@/lib/domain/image';
import { BuildFailure } from '@/lib/images/build/build-failure';
import { buildImage } from '@/lib/images/build/build-image';
import { closeWork, keepImage, openWork, sweepWork } from '@/lib/images/build/image-store';
import { signManifest } from '@/lib/images/manifest';
import { ImageProblem } from '@/lib/images/root/root-tree';
import { tellWaiting } from '@/lib/operations/wait-for';
import { inTransaction } from '@/lib/server/db/sql';
import { formatBytes } from '@/lib/utils/units';
import { openBuildLog, type BuildLog } from './build-log';
import {
  changed,
  imageOfBuild,
  keepStage,
  lockDigest,
  readBuild,
  recordImage,
  runningBuilds,
  takeHash,
  type ImageRun,
  type KnownBuild,
} from './sql';
import { LOOK_FOR_TURN_MS } from './tunables';

export const NO_IMAGES = 'This agent has no folder for images and builds none.';

export const buildImageHandler: Handler<'build-image'> = {
  kind: 'build-image',
  firstStep: { name: 'turn', title: 'Wait for builds of the same image' },
  run: async (run) => {
    const { images } = run.ports;
    if (images === undefined) throw new OperationFailure('unsupported', NO_IMAGES);
    const known = await readBuild(run);
    const other = await waitForTurn(run, known);
    const taken = other === undefined || known.fresh ? undefined : await takeOver(run, images, known, other);
    if (taken !== undefined) return taken;
    const log = await openBuildLog(run);
    try {
      return await build(run, images, known, log);
    } catch (error) {
      const failure = explain(run, error);
      if (failure instanceof OperationFailure) log.say(failure.message);
      throw failure;
    } finally {
      await log.close();
    }
  },
  ended: async (run, { state }) => {
    const known = await readBuild(run);
    await run.sql.query('select gridbox_append_events($1::jsonb)::text as last', [
      JSON.stringify([
        changed(known, state === 'cancelled' ? 'is not built: somebody stopped it' : 'could not be built'),
      ]),
    ]);
  },
};

/** @returns the build of the same that went before, where there was one. */
async function waitForTurn(run: ImageRun, known: KnownBuild): Promise<string | undefined> {
  let last: string | undefined;
  for (;;) {
    const other = await takeHash(run, known.hash);
    if (other === undefined) {
      if (last !== undefined) await tellWaiting(run.sql, run.operation, undefined);
      return last;
    }
    last = other.id;
    await tellWaiting(run.sql, run.operation, `Waits for another build of the same image: ${other.title}.`);
    await run.ports.clock.sleep(LOOK_FOR_TURN_MS, run.signal);
  }
}

/** The same was built while this one waited: it is this one's as well, under its own name. */
async function takeOver(
  run: ImageRun,
  images: ImagePorts,
  known: KnownBuild,
  other: string,
): Promise<HandlerResult | undefined> {
  const made = await imageOfBuild(run.sql, other);
  if (made === undefined) return undefined;
  await run.step('take', 'Take what the other build made');
  const { digest, bytes } = made;
  const manifest = ImageManifest.parse(JSON.parse(made.manifest));
  const signed = signManifest({ ...manifest, specification: known.body }, images.key);
  const imageId = await inTransaction(run.ports.pool, async (sql) => {
    await lockDigest(sql, digest);
    // A collection may have been quicker.
    if ((await imageOfBuild(sql, other)) === undefined) return undefined;
    return await recordImage(sql, run, { known, digest, bytes, signed });
  });
  return imageId === undefined
    ? undefined
    : { result: { imageId, digest, bytes, takenFrom: other }, events: [builtEvent(known)] };
}

async function build(run: ImageRun, images: ImagePorts, known: KnownBuild, log: BuildLog): Promise<HandlerResult> {
  const { dir, mirror, key } = images;
  const { operation, signal } = run;
  if (operation.attempt > 1) log.say('The agent that built it has ended; another begins anew.');
  await sweepWork(dir, await runningBuilds(run.sql));
  const work = await openWork(dir, operation.id, operation.fencingToken);
  try {
    const begin = async (stage: Parameters<typeof keepStage>[2]): Promise<void> => {
      log.say(`${BUILD_STAGE_TITLES[stage]}.`);
      await run.step(stage, BUILD_STAGE_TITLES[stage]);
      await keepStage(run, known, stage);
      run.probe(stage);
    };
    const built = await buildImage({
      specification: known.body,
      mirror,
      dir,
      work,
      fresh: known.fresh,
      signal,
      onStage: begin,
      onLine: (line) => {
        log.say(line);
        run.probe('said');
      },
    });
    await begin('keep');
    const { digest } = built.manifest;
    const signed = signManifest(built.manifest, key);
    await writeFile(join(built.folder, 'manifest.json'), signed.text);
    await writeFile(join(built.folder, 'manifest.json.sig'), Buffer.from(signed.signature, 'base64'));
    const { bytes, layersReused } = built;
    const imageId = await inTransaction(run.ports.pool, async (sql) => {
      await lockDigest(sql, digest);
      const id = await recordImage(sql, run, { known, digest, bytes, signed });
      run.probe('before-keep');
      await keepImage(dir, built.folder, digest);
      run.probe('after-keep');
      return id;
    });
    log.say(`Built: ${formatBytes(bytes)}, ${built.manifest.packages.length} packages, SHA-512 ${digest}.`);
    return { result: { imageId, digest, bytes, layersReused }, events: [builtEvent(known)] };
  } finally {
    await closeWork(work);
  }
}

const builtEvent = (known: KnownBuild) => ({ ...changed(known, 'is built'), vo: known.vo ?? undefined });

/** What a program or a stream makes of an abort is the abort; what is wrong with an image is a failure with words. */
function explain(run: ImageRun, error: unknown): unknown {
  if (run.signal.aborted) return run.signal.reason;
  if (error instanceof ImageProblem) return new OperationFailure('refused', error.message, { cause: error });
  if (error instanceof BuildFailure) return new OperationFailure(error.kind, error.message, { cause: error });
  return error;
}
