/** Removes the files of images by a rule. Each is asked again, under the lock of its files, whether somebody uses it by now. */
import { z } from 'zod';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { NO_IMAGES } from '@/lib/agent/handlers/build-image/handler';
import { lockDigest, runningBuilds } from '@/lib/agent/handlers/build-image/sql';
import { keptDigests, oldLayers, removeImage, removeLayer, sweepWork } from '@/lib/images/build/image-store';
import { planCollection } from '@/lib/images/plan-collection';
import { inTransaction } from '@/lib/server/db/sql';
import { KEPT_IMAGES, KeptImage } from '@/lib/server/services/images/kept-images-sql';
import { DAY_MS } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';

type CollectRun = Run<'collect-images'>;

export const collectImagesHandler: Handler<'collect-images'> = {
  kind: 'collect-images',
  firstStep: { name: 'plan', title: 'Look which images may go' },
  run: async (run) => {
    const { images } = run.ports;
    if (images === undefined) throw new OperationFailure('unsupported', NO_IMAGES);
    const now = run.ports.clock.now();
    const kept = z.array(KeptImage).parse(await run.sql.query(KEPT_IMAGES));
    const plan = planCollection(kept, run.input, now);
    run.note(`${plan.remove.length} of ${kept.length} may go.`);
    await run.step('images', 'Remove images that nobody uses');
    let [removed, bytes] = [0, 0];
    for (const image of plan.remove) {
      run.signal.throwIfAborted();
      const freed = await removeUnlessUsed(run, images.dir, image);
      if (freed === undefined) continue;
      removed += 1;
      bytes += freed;
    }
    for (const digest of await keptDigests(images.dir)) await removeUnlessKnown(run, images.dir, digest);
    run.note(`${removed} removed, ${formatBytes(bytes)} freed.`);
    await run.step('layers', 'Remove layers that no build has used');
    const layers = await oldLayers(images.dir, new Date(now.getTime() - run.input.keepDays * DAY_MS));
    for (const { key } of layers) await removeLayer(images.dir, key);
    await sweepWork(images.dir, await runningBuilds(run.sql));
    const layerBytes = layers.reduce((sum, each) => sum + each.bytes, 0);
    run.note(`${layers.length} removed, ${formatBytes(layerBytes)} freed.`);
    return { result: { images: removed, bytes, layers: layers.length, layerBytes } };
  },
};

/** @returns bytes that are free now; undefined where somebody uses it, or it is gone already. */
async function removeUnlessUsed(
  run: CollectRun,
  dir: string,
  { id, digest, bytes }: KeptImage,
): Promise<number | undefined> {
  return await inTransaction(run.ports.pool, async (sql) => {
    await lockDigest(sql, digest);
    // Whoever begins to use it holds its row; only after that is it asked about.
    await sql.query('select 1 from "Image" where "id" = $1::uuid for update', [id]);
    const gone = await sql.query<{ specificationId: string }>(
      `with mine as (select 1 from "Operation" where "id" = $2::uuid and "fencingToken" = $3 for share)
       update "Image" set "removedAt" = clock_timestamp() from mine where "id" = $1::uuid and "removedAt" is null
         and not exists (select from "ImageUse" where "imageId" = $1::uuid) returning "specificationId"::text`,
      [id, run.operation.id, run.operation.fencingToken],
    );
    if (gone.length === 0) return undefined;
    const shared = await sql.query(`select 1 from "Image" where "digest" = $1 and "removedAt" is null limit 1`, [
      digest,
    ]);
    if (shared.length > 0) return 0;
    run.probe('before-remove');
    await removeImage(dir, digest);
    run.probe('after-remove');
    return bytes;
  });
}

/** What a build has put there and died before its row was written: no row of an image has it. */
async function removeUnlessKnown(run: CollectRun, dir: string, digest: string): Promise<void> {
  await inTransaction(run.ports.pool, async (sql) => {
    await lockDigest(sql, digest);
    const known = await sql.query('select 1 from "Image" where "digest" = $1 and "removedAt" is null limit 1', [
      digest,
    ]);
    if (known.length === 0) await removeImage(dir, digest);
  });
}
