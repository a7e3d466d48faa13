/** A specification → the files of an image and what there is to sign of them, in a folder of its own. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageArtefact, ImageManifest } from '@/lib/contracts/image-manifest';
import type { ImageSpecification } from '@/lib/contracts/image-specification';
import type { BuildStage } from '@/lib/domain/image';
import { IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { hashSpecification } from '@/lib/images/hash-specification';
import { digestOf, hashPackages, sumsOf } from '@/lib/images/manifest';
import type { ImageMirror } from '@/lib/images/mirror';
import { applySpecification } from '@/lib/images/root/apply-specification';
import { keepOnly } from '@/lib/images/root/keep-only';
import { openTar } from '@/lib/images/root/read-tar';
import { type FileNode, ImageProblem, type RootTree } from '@/lib/images/root/root-tree';
import { settleRoot } from '@/lib/images/root/settle-root';
import { findKernel, takeKernel } from '@/lib/images/root/take-kernel';
import { hashContent, verifyRoot } from '@/lib/images/root/verify-root';
import { copyOut, writeDisk } from './write-disk';
import { hashFile } from './hash-file';
import { noteProcess, watchRoom } from './image-store';
import { type MadeLayers, makeLayers } from './make-layers';
import { rootMode } from './make-root';
import { readMirrorState } from './mirror-state';
import { runProgram } from './run-program';
import { readToolVersions } from './tool-versions';
import { DISK_DEADLINE_MS } from './tunables';
import { writeInitramfs } from './write-initramfs';

export interface BuildImage {
  readonly specification: ImageSpecification;
  readonly mirror: ImageMirror;
  /** The agent's folder of images. */
  readonly dir: string;
  /** Empty, of this build; see `openWork`. */
  readonly work: string;
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** Before each stage. What it throws ends the build. */
  readonly onStage: (stage: BuildStage) => Promise<void>;
  readonly onLine: (line: string) => void;
}

export interface BuiltImage {
  /** Holds the files of the image and `SHA512SUMS`. */
  readonly folder: string;
  readonly manifest: ImageManifest;
  readonly bytes: number;
  readonly layersReused: number;
}

/** @throws ImageProblem, BuildFailure, or the signal's reason. */
export async function buildImage(build: BuildImage): Promise<BuiltImage> {
  const room = watchRoom(build.work);
  try {
    return await unwatched({ ...build, signal: AbortSignal.any([build.signal, room.signal]) });
  } finally {
    room.stop();
  }
}

async function unwatched(build: BuildImage): Promise<BuiltImage> {
  const { specification, mirror, dir, work, signal, onStage, onLine } = build;
  const call = { signal, onStart: (pid: number) => void noteProcess(work, pid).catch(() => undefined) };
  await onStage('mirror');
  const sources = mirror.suites.find(({ name }) => name === specification.suite)?.sources;
  if (sources === undefined)
    throw new ImageProblem(`The suite ${specification.suite} is not offered by the mirror of this site (any more).`);
  const tools = await readToolVersions(specification.output.kind, { cwd: work, signal });
  const state = join(work, 'mirror');
  await mkdir(state);
  const { architecture } = specification;
  const mirrorState = await readMirrorState({ sources, architecture, folder: state, call: { ...call, onLine } });
  onLine(`The mirror’s state is ${mirrorState.slice(0, 12)}.`);
  const layers = await makeLayers({
    dir,
    work,
    specification,
    sources,
    mirrorState,
    fresh: build.fresh,
    call,
    onStage,
    onLine,
  });
  const opened = openTar(layers.root.archive, IMAGE_EPOCH_SECONDS);
  const lent = layers.kernel === undefined ? undefined : openTar(layers.kernel.archive, IMAGE_EPOCH_SECONDS);
  try {
    const { tree } = opened;
    await onStage('files');
    if (specification.keep !== undefined) keepOnly(tree, specification.keep);
    settleRoot(tree, { unpacked: specification.base === 'extract' });
    if (lent !== undefined) takeKernel(lent.tree, tree, specification);
    applySpecification(tree, specification);
    await onStage('verify');
    verifyRoot(tree, specification);
    await onStage('output');
    const folder = join(work, 'image');
    await mkdir(folder);
    const artefacts = await writeOutput({ ...build, tree, folder, call });
    await writeFile(join(folder, 'SHA512SUMS'), sumsOf(artefacts));
    return {
      folder,
      manifest: manifestOf({ specification, tree, artefacts, layers, tools }),
      bytes: artefacts.reduce((sum, each) => sum + each.bytes, 0),
      layersReused: layers.all.filter(({ reused }) => reused).length,
    };
  } finally {
    opened.close();
    lent?.close();
  }
}

interface WriteOutput extends Pick<BuildImage, 'specification' | 'work' | 'signal' | 'onLine'> {
  readonly tree: RootTree;
  readonly folder: string;
  readonly call: { readonly signal: AbortSignal; readonly onStart: (pid: number) => void };
}

async function writeOutput({
  specification,
  tree,
  folder,
  work,
  signal,
  onLine,
  call,
}: WriteOutput): Promise<ImageArtefact[]> {
  const { output } = specification;
  const names: string[] = [];
  const at = (name: string): string => {
    names.push(name);
    return join(folder, name);
  };
  const found = findKernel(tree);
  if (found !== undefined) {
    await copyOut(found.kernel, at('vmlinuz'));
    if (found.initrd !== undefined && output.kind !== 'initramfs') await copyOut(found.initrd, at('initrd.img'));
  }
  if (output.kind === 'initramfs') {
    await writeInitramfs(tree, at('initramfs.cpio.gz'), signal);
  } else {
    const scratch = join(work, 'disk');
    await mkdir(scratch);
    const raw = output.kind === 'ext4' ? at('disk.ext4') : join(scratch, 'disk.ext4');
    const seed = hashSpecification(specification);
    await writeDisk({ tree, sizeMiB: output.sizeMiB, seed, path: raw, folder: scratch, call: { ...call, onLine } });
    if (output.kind === 'qcow2') {
      await runProgram({
        argv: ['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, at('disk.qcow2')],
        cwd: scratch,
        deadlineMs: DISK_DEADLINE_MS,
        ...call,
        onLine,
      });
      await rm(raw);
    }
  }
  const artefacts: ImageArtefact[] = [];
  for (const name of names.toSorted()) {
    const { hash, bytes } = await hashFile(join(folder, name), 'sha512', signal);
    artefacts.push({ name, bytes, sha512: hash });
  }
  return artefacts;
}

function manifestOf(built: {
  readonly specification: ImageSpecification;
  readonly tree: RootTree;
  readonly artefacts: readonly ImageArtefact[];
  readonly layers: MadeLayers;
  readonly tools: Readonly<Record<string, string>>;
}): ImageManifest {
  const { specification, tree, artefacts, layers, tools } = built;
  const packages = packagesOf(layers);
  return {
    format: 'gridbox-image/v1',
    digest: digestOf(artefacts),
    artefacts: [...artefacts],
    specification,
    specificationHash: hashSpecification(specification),
    packages,
    packagesHash: hashPackages(packages),
    kernel: findKernel(tree)?.version ?? null,
    files: specification.files.map(({ path }) => fileOf(tree, path)),
    fileCount: [...tree.entries()].length,
    layers: layers.all.map(({ kind, key, sha256 }) => ({ kind, key, sha256 })),
    mode: rootMode(),
    tools: { ...tools },
  };
}

/** Of an unpacked kernel only its own package is in the image. */
function packagesOf(layers: MadeLayers): ImageManifest['packages'] {
  const kernel = (layers.kernel?.packages ?? []).filter(({ name }) => name.startsWith('linux-image-'));
  return [...layers.root.packages, ...kernel];
}

function fileOf(tree: RootTree, path: string): ImageManifest['files'][number] {
  const node = tree.at(tree.resolve(path, false)) as FileNode; // The specification has just put it there.
  const { mode, uid, gid } = node;
  return { path, sha256: hashContent(node.content, 'sha256'), mode: `0${mode.toString(8)}`, uid, gid };
}
