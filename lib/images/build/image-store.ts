/**
 * The agent's folder of images: `images/<digest>` what was built, `layers/<key>.tar` what builds share, `work/<operation>` what is
 * being built. Everything in the first two was made elsewhere and renamed to its place, whole.
 */
import { chmod, mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { formatBytes } from '@/lib/utils/units';
import { BuildFailure } from './build-failure';
import { hashFile } from './hash-file';
import { rootMode } from './make-root';
import { runProgram, signalGroup } from './run-program';
import { RESERVE_BYTES, ROOM_EVERY_MS, SMALL_PROGRAM_DEADLINE_MS } from './tunables';

/** Images hold what their specifications hold, which may be a VO's own. */
const OWNER_ONLY = 0o700;
/** The users that unshare maps have to walk through the folders above theirs; they see no names in them. */
const PASSABLE = 0o711;
const KEPT = 'images';
const LAYERS = 'layers';
const WORK = 'work';
const PROCESS = 'process.json';
/** A process that does not end by then hangs in the kernel; beginning beside it would mix two builds. */
const KILLED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

const RunningProcess = z.object({ pid: z.number().int().positive(), startTicks: z.string() });
const Layer = z.object({
  sha256: z.string(),
  packages: z.array(z.object({ name: z.string(), version: z.string(), architecture: z.string() })),
});
export type Layer = z.infer<typeof Layer> & { readonly archive: string };

export const imageFolder = (dir: string, digest: string): string => join(dir, KEPT, digest);

/**
 * An empty folder for one run of a build. What earlier runs of it have left goes, and what they still run is ended first.
 * @param run number of the run: the next one has a folder of its own, which this one does not touch when it ends late
 */
export async function openWork(dir: string, id: string, run: number): Promise<string> {
  const root = join(dir, WORK);
  for (const folder of [dir, root]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, PASSABLE);
  }
  for (const name of await namesIn(root)) if (name.startsWith(`${id}.`)) await closeWork(join(root, name));
  const folder = join(root, `${id}.${run}`);
  await mkdir(folder);
  await chmod(folder, PASSABLE);
  return folder;
}

/** Ends what runs in it and removes it. */
export async function closeWork(folder: string): Promise<void> {
  const noted = RunningProcess.safeParse(await readJson(join(folder, PROCESS)));
  if (noted.success && (await startTicks(noted.data.pid)) === noted.data.startTicks) {
    const giveUpAt = Date.now() + KILLED_WITHIN_MS;
    signalGroup(noted.data.pid, 'SIGKILL');
    while ((await startTicks(noted.data.pid)) === noted.data.startTicks) {
      if (Date.now() > giveUpAt)
        throw new BuildFailure('refused', 'What an earlier run of this build runs does not end.');
      await sleep(LOOK_EVERY_MS);
    }
  }
  await removeFolder(folder);
}

/** Those of builds that nobody runs any more. */
export async function sweepWork(dir: string, running: ReadonlySet<string>): Promise<void> {
  for (const name of await namesIn(join(dir, WORK)))
    if (!running.has(name.split('.')[0] ?? '')) await closeWork(join(dir, WORK, name));
}

/** Writes down which process works in a folder, for whoever comes after a crash. */
export async function noteProcess(folder: string, pid: number): Promise<void> {
  const ticks = await startTicks(pid);
  if (ticks !== undefined) await writeFile(join(folder, PROCESS), JSON.stringify({ pid, startTicks: ticks }));
}

/** When a process began, in ticks since the machine did: a number that is given again is another process (proc(5), field 22). */
async function startTicks(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined; // There is none of that number.
  }
}

/** What an ordinary user's mmdebstrap left belongs to users of its name space: they remove it. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (rootMode() === 'root') throw error;
    const argv = ['unshare', '--user', '--map-root-user', '--map-auto', '--', 'rm', '-rf', '--', folder] as const;
    await runProgram({ argv: [...argv], cwd: '/', deadlineMs: SMALL_PROGRAM_DEADLINE_MS * 3 });
  }
}

/** A layer that was made before, its bytes proved; undefined where there is none, or it is not what it was. */
export async function findLayer(dir: string, key: string): Promise<Layer | undefined> {
  const archive = join(dir, LAYERS, `${key}.tar`);
  const known = Layer.safeParse(await readJson(join(dir, LAYERS, `${key}.json`)));
  if (!known.success) return undefined;
  try {
    const { hash } = await hashFile(archive, 'sha256');
    if (hash !== known.data.sha256) return undefined;
    // Used now: the oldest go first.
    const now = new Date();
    await utimes(archive, now, now);
    return { ...known.data, archive };
  } catch {
    return undefined; // Somebody has made room.
  }
}

export async function keepLayer(dir: string, key: string, layer: Layer): Promise<Layer> {
  const folder = join(dir, LAYERS);
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  const archive = join(folder, `${key}.tar`);
  await rename(layer.archive, archive);
  const note = join(folder, `${key}.json`);
  await writeFile(`${note}.new`, JSON.stringify({ sha256: layer.sha256, packages: layer.packages }));
  await rename(`${note}.new`, note);
  return { ...layer, archive };
}

export interface OldLayer {
  readonly key: string;
  readonly bytes: number;
}
/** Layers that no build has used since. */
export async function oldLayers(dir: string, usedBefore: Date): Promise<readonly OldLayer[]> {
  const found: OldLayer[] = [];
  for (const name of await namesIn(join(dir, LAYERS))) {
    const key = /^([0-9a-f]{64})\.tar$/.exec(name)?.[1];
    if (key === undefined) continue;
    const { mtime, size } = await stat(join(dir, LAYERS, name));
    if (mtime < usedBefore) found.push({ key, bytes: size });
  }
  return found;
}
export async function removeLayer(dir: string, key: string): Promise<void> {
  for (const ending of ['json', 'tar']) await rm(join(dir, LAYERS, `${key}.${ending}`), { force: true });
}

/** Puts what was built where it stays. Where the very same is there already, that one stays. */
export async function keepImage(dir: string, built: string, digest: string): Promise<void> {
  await mkdir(join(dir, KEPT), { recursive: true, mode: OWNER_ONLY });
  const place = imageFolder(dir, digest);
  if ((await readText(join(place, 'SHA512SUMS'))) !== undefined) return;
  await rm(place, { recursive: true, force: true });
  await rename(built, place);
}
/** Digests of what is kept, whoever knows of it. */
export const keptDigests = async (dir: string): Promise<readonly string[]> => await namesIn(join(dir, KEPT));
export async function removeImage(dir: string, digest: string): Promise<void> {
  await rm(imageFolder(dir, digest), { recursive: true, force: true });
}

/** Fires with a sentence as its reason when the room where images are built falls below the reserve. */
export function watchRoom(dir: string): { readonly signal: AbortSignal; stop(): void } {
  const low = new AbortController();
  const timer = setInterval(() => {
    statfs(dir).then(
      ({ bavail, bsize }) => {
        const free = bavail * bsize;
        if (free >= RESERVE_BYTES) return;
        const words = `The agent has ${formatBytes(free)} free for images; ${formatBytes(RESERVE_BYTES)} are left to others. Make room where GRIDBOX_IMAGE_DIR is.`;
        low.abort(new BuildFailure('refused', words));
      },
      () => undefined, // The folder goes with the build.
    );
  }, ROOM_EVERY_MS);
  return { signal: low.signal, stop: () => clearInterval(timer) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return []; // Nothing was ever built here.
  }
}
async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined; // Whether it is there is the question.
  }
}
async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // Half written when its writer died.
  }
}
