/** Which images may go. Pure. */
import type { RetentionRule } from '@/lib/contracts/images';
import { DAY_MS } from '@/lib/utils/time';

export interface CollectableImage {
  readonly id: string;
  /** Of its specification. */
  readonly name: string;
  readonly version: number;
  readonly builtAt: Date;
  readonly bytes: number;
  /** Jobs brought its specification: that it is the newest of its name is no reason to keep it. */
  readonly forJobs?: boolean | undefined;
  /** Why it is kept whatever its age, a sentence each. */
  readonly uses: readonly string[];
}

export interface CollectionPlan<Image extends CollectableImage> {
  readonly remove: readonly Image[];
  readonly keep: readonly { readonly image: Image; readonly why: string }[];
}

/** What a rule removes of the images that are there, and why the rest stays. One in use is never removed. */
export function planCollection<Image extends CollectableImage>(
  images: readonly Image[],
  rule: RetentionRule,
  now: Date,
): CollectionPlan<Image> {
  const remove: Image[] = [];
  const keep: { readonly image: Image; readonly why: string }[] = [];
  const newest = newestVersions(images, rule.keepVersions);
  const latest = latestOf(images);
  for (const image of images) {
    const why = whyKept(image, rule, now, { newest, latest });
    if (why === undefined) remove.push(image);
    else keep.push({ image, why });
  }
  return { remove, keep };
}

const versionOf = ({ name, version }: CollectableImage): string => `${name} ${version}`;

function whyKept(
  image: CollectableImage,
  rule: RetentionRule,
  now: Date,
  { newest, latest }: { readonly newest: ReadonlySet<string>; readonly latest: ReadonlySet<string> },
): string | undefined {
  const [use] = image.uses;
  if (use !== undefined)
    return image.uses.length === 1 ? `In use: ${use}` : `In use by ${image.uses.length}: ${use} and others`;
  // Of one version there may be several, of different packages; only the last of them is what a new domain would get.
  if (image.forJobs !== true && newest.has(versionOf(image)) && latest.has(image.id))
    return rule.keepVersions === 1
      ? 'Of the newest version of its name'
      : `Of the ${rule.keepVersions} newest versions of its name`;
  const days = (now.getTime() - image.builtAt.getTime()) / DAY_MS;
  return days < rule.keepDays ? `Younger than ${rule.keepDays} ${rule.keepDays === 1 ? 'day' : 'days'}` : undefined;
}

function newestVersions(images: readonly CollectableImage[], count: number): ReadonlySet<string> {
  const versions = new Map<string, Set<number>>();
  for (const { name, version } of images) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  return new Set(
    [...versions].flatMap(([name, all]) =>
      [...all]
        .sort((a, b) => b - a)
        .slice(0, count)
        .map((version) => `${name} ${version}`),
    ),
  );
}

/** Of each version the image that was built last. */
function latestOf(images: readonly CollectableImage[]): ReadonlySet<string> {
  const latest = new Map<string, CollectableImage>();
  for (const image of images) {
    const other = latest.get(versionOf(image));
    if (other === undefined || other.builtAt < image.builtAt) latest.set(versionOf(image), image);
  }
  return new Set([...latest.values()].map(({ id }) => id));
}
