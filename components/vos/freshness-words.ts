/** How fresh what a lease was made of is, in words. Pure. */
import type { VoLease } from '@/lib/contracts/vos';

/** @example 'version 1 of wn, the newest is 3' */
export function environmentWords({ environment, freshness: { newestVersion } }: VoLease): string {
  const own = `${environment.name} ${environment.version}`;
  if (newestVersion === null) return `${own}, offered no more`;
  return newestVersion > environment.version ? `${own}, the newest is ${newestVersion}` : `${own}, the newest`;
}

/** What of the image is behind what there is; undefined: nothing. */
export function imageWords({ freshness: { image } }: Pick<VoLease, 'freshness'>): string | undefined {
  if (image.version === null) return 'a file on its hosts: its age is not known';
  if (image.newestVersion === null) return 'no version of it is there any more';
  if (image.newestVersion > image.version) return `the newest is version ${image.newestVersion}`;
  if (image.builtAt !== null && image.newestBuiltAt !== null && image.newestBuiltAt > image.builtAt)
    return 'built anew since';
  return image.newestVersion < image.version ? `version ${image.version} is offered no more` : undefined;
}
