import { z } from 'zod';
import { readYaml } from '../read-yaml';
import { SiteFile } from '../schema/site-file';
import { durationSeconds } from '../schema/sizes';
import { type Span, weekOf } from './windows';

/** A queue of a site's batch system, whichever that is. */
export interface BatchQueue {
  readonly name: string;
  /** Whose it is; of none, everybody's. */
  readonly vos: readonly string[];
  /** After which a job is ended; undefined: never. */
  readonly maxWallSeconds: number | undefined;
  /** Of a week: when its jobs may begin. Those that run are not touched by it. */
  readonly dispatch: readonly Span[];
  /** Of a week: when its jobs may run. Outside of it those that run stand still. */
  readonly run: readonly Span[];
}

/** The queues of a site file, in its order. */
export function queuesOf({ batch, vos }: Pick<SiteFile, 'batch' | 'vos'>): readonly BatchQueue[] {
  return Object.entries(batch?.queues ?? {}).map(([name, { maxWall, windows = [], runWindows = [] }]) => ({
    name,
    vos: Object.entries(vos).flatMap(([vo, { queue }]) => (queue === name ? [vo] : [])),
    maxWallSeconds: maxWall === undefined ? undefined : durationSeconds(maxWall),
    dispatch: weekOf(windows),
    run: weekOf(runWindows),
  }));
}

const BatchPart = z.object({ vos: SiteFile.shape.vos, batch: SiteFile.shape.batch });

/** The same of a text. Undefined where its VOs and its batch system cannot be read, whatever else is wrong with it. */
export function queuesIn(text: string): readonly BatchQueue[] | undefined {
  const parsed = BatchPart.safeParse(readYaml(text).value);
  return parsed.success ? queuesOf(parsed.data) : undefined;
}
