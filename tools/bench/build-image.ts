/** Images of the shipped specifications, built through the API as a person would. */
import { ImageDetail, ImageOffer } from '@/lib/contracts/images';
import { OperationAccepted, OperationDetail } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { waitUntil } from '@/tools/shared/wait-until';
import type { BenchGridbox } from './with-gridbox';

/** Ten times what the largest takes: packages come from wherever this machine gets them. */
const BUILD_DEADLINE_MS = 600_000;
const LOOK_EVERY_MS = 50;

/** @returns the id of the specification */
export async function keepImage(gridbox: BenchGridbox, name: string): Promise<string> {
  const { examples } = await gridbox.request(ImageOffer, api.imageOffer());
  const yaml = examples.find((each) => each.yaml.includes(`\nname: ${name}\n`))?.yaml;
  if (yaml === undefined) throw new Error(`no example of an image is named ${name}`);
  return (await gridbox.request(ImageDetail, api.images(), { method: 'POST', body: { yaml } })).id;
}

/** @returns milliseconds from the POST to the image that can be used */
export async function buildImage(
  gridbox: BenchGridbox,
  id: string,
  body: { readonly fresh?: boolean } = {},
): Promise<number> {
  const begun = performance.now();
  const { operation } = await gridbox.request(OperationAccepted, api.buildImage(id), { method: 'POST', body });
  const built = async (): Promise<boolean> => {
    const { state, error } = await gridbox.request(OperationDetail, api.operation(operation.id));
    if (state === 'succeeded') return true;
    if (state === 'failed' || state === 'cancelled')
      throw new Error(`${operation.title} ${state}: ${error?.message ?? ''}`);
    return false;
  };
  await waitUntil(operation.title, built, { deadlineMs: BUILD_DEADLINE_MS, everyMs: LOOK_EVERY_MS });
  return performance.now() - begun;
}
