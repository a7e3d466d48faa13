/** The layers below an image's own files: each made once for what it is made of, and used by every image of the same. */
import { createHash } from 'node:crypto';
import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSpecification } from '@/lib/contracts/image-specification';
import type { BuildStage } from '@/lib/domain/image';
import { IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { canonicalJson } from '@/lib/utils/canonical-json';
import { formatBytes } from '@/lib/utils/units';
import { hashFile } from './hash-file';
import { findLayer, keepLayer, type Layer } from './image-store';
import { lowerArchive, makeRoot, type RootWish } from './make-root';
import type { ProgramCall } from './run-program';

/** Raised when the same packages would be laid out otherwise. */
const LAYER_FORM = 3;

export interface MakeLayers {
  readonly dir: string;
  readonly work: string;
  readonly specification: ImageSpecification;
  readonly sources: readonly string[];
  readonly mirrorState: string;
  /** Makes every layer anew, e.g. to prove that the same comes of it. */
  readonly fresh: boolean;
  readonly call: Pick<ProgramCall, 'signal' | 'onStart'>;
  readonly onStage: (stage: BuildStage) => Promise<void>;
  readonly onLine: (line: string) => void;
}
type LayerKind = 'base' | 'packages' | 'kernel';
export interface MadeLayer extends Layer {
  readonly kind: LayerKind;
  readonly key: string;
  readonly reused: boolean;
}
export interface MadeLayers {
  /** The root that the image's own files are laid over. */
  readonly root: MadeLayer;
  /** Where packages are only unpacked, the kernel's lie apart: nothing but the kernel is wanted of them. */
  readonly kernel: MadeLayer | undefined;
  readonly all: readonly MadeLayer[];
}

/** @throws BuildFailure */
export async function makeLayers(make: MakeLayers): Promise<MadeLayers> {
  const { specification, sources, mirrorState } = make;
  const { suite, architecture, base, packages, kernel } = specification;
  const common = { suite, architecture, sources };
  const known = { form: LAYER_FORM, epoch: IMAGE_EPOCH_SECONDS, suite, architecture, mirrorState };
  const all: MadeLayer[] = [];
  const layer = async (kind: LayerKind, key: Readonly<Record<string, unknown>>, wish: RootWish): Promise<MadeLayer> => {
    await make.onStage(kind);
    const made = await findOrMake(make, kind, hashKey({ kind, ...known, ...key }), wish);
    all.push(made);
    return made;
  };
  if (base === 'extract') {
    const chosen = packages.toSorted();
    const unpacked = { ...common, from: { variant: base } } as const;
    const root = await layer('packages', { base, packages: chosen }, { ...unpacked, packages: chosen });
    const own =
      kernel === undefined ? undefined : await layer('kernel', { kernel }, { ...unpacked, packages: [kernel] });
    return { root, kernel: own, all };
  }
  const lower = await layer('base', { base }, { ...common, packages: [], from: { variant: base } });
  const chosen = [...packages, ...(kernel === undefined ? [] : [kernel])].toSorted();
  if (chosen.length === 0) return { root: lower, kernel: undefined, all };
  const root = await layer(
    'packages',
    { lower: lower.sha256, packages: chosen },
    { ...common, packages: chosen, from: { archive: lower.archive } },
  );
  return { root, kernel: undefined, all };
}

const hashKey = (key: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(canonicalJson(key)).digest('hex');

async function findOrMake(make: MakeLayers, kind: LayerKind, key: string, wish: RootWish): Promise<MadeLayer> {
  const known = make.fresh ? undefined : await findLayer(make.dir, key);
  if (known !== undefined) {
    make.onLine(`The layer ${kind} of the same was made before (${key.slice(0, 12)}): it is used.`);
    return { ...known, kind, key, reused: true };
  }
  const folder = join(make.work, kind);
  await mkdir(folder);
  // Under a name of the folder's own, which no word of a hook has to be made of.
  if ('archive' in wish.from) await link(wish.from.archive, lowerArchive(folder));
  const { archive, packages } = await makeRoot(wish, folder, { ...make.call, onLine: make.onLine });
  const { hash, bytes } = await hashFile(archive, 'sha256', make.call.signal);
  make.onLine(`The layer ${kind} has ${packages.length} packages and ${formatBytes(bytes)} (${key.slice(0, 12)}).`);
  const kept = await keepLayer(make.dir, key, { archive, sha256: hash, packages: [...packages] });
  return { ...kept, kind, key, reused: false };
}
