import { SECOND_MS } from '@/lib/utils/time';
import { buildImage, keepImage } from './build-image';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';
import { type BenchGridbox, withGridbox } from './with-gridbox';

const ROUNDS = 2;
const IMAGE = 'debian-wn';
/** The bar of the project: on two cores, with the packages at hand. */
const BUILT_SECONDS = 60;

/**
 * Debian's image of a worker node, from the POST to the signed image: once, so that whoever keeps packages between here and Debian has
 * them, then with every layer made anew. No guests run beside it.
 */
export async function run({ count = ROUNDS, say }: BenchOptions): Promise<BenchResult> {
  const work = async (gridbox: BenchGridbox): Promise<BenchResult> => {
    const id = await keepImage(gridbox, IMAGE);
    say(`first: ${((await buildImage(gridbox, id)) / SECOND_MS).toFixed(1)} s`);
    const builtMs: number[] = [];
    for (let round = 1; round <= count; round += 1) {
      const took = await buildImage(gridbox, id, { fresh: true });
      say(`every layer anew: ${(took / SECOND_MS).toFixed(1)} s`);
      builtMs.push(took);
    }
    return {
      figures: [
        figure('image of a worker node, every layer anew', median(builtMs) / SECOND_MS, 's', { most: BUILT_SECONDS }),
        figure('slowest of them', Math.max(...builtMs) / SECOND_MS, 's'),
      ],
      samples: { builtMs },
    };
  };
  return await withGridbox(say, work, 'no-hosts');
}
