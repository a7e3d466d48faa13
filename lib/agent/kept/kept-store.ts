/** The agent's folder of kept disks: `<id>.qcow2` what is kept, `work/<operation>` what is being made of one. */
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { keptFileName } from '@/lib/domain/lease-ending';
import { formatBytes } from '@/lib/utils/units';

/** What guests of VOs wrote is nobody else's to read. */
const OWNER_ONLY = 0o700;
const WORK = 'work';
/** Left free beside what a disk needs there. */
const RESERVE_BYTES = 256 * 1024 ** 2;

/** Empty, whatever an earlier run of the operation left in it; what operations that run no more left goes as well. */
export async function openKeptWork(dir: string, id: string, running: ReadonlySet<string>): Promise<string> {
  const root = join(dir, WORK);
  await mkdir(root, { recursive: true, mode: OWNER_ONLY });
  for (const name of await readdir(root))
    if (name === id || !running.has(name)) await rm(join(root, name), { recursive: true, force: true });
  const folder = join(root, id);
  await mkdir(folder, { mode: OWNER_ONLY });
  return folder;
}

export async function closeKeptWork(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Whole and on the disk, before its row says that it is kept. One of an earlier run that died before it could say so is replaced. */
export async function putKept(dir: string, made: string, id: string): Promise<void> {
  await sync(made);
  await rename(made, join(dir, keptFileName(id)));
  await sync(dir);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether it was there or not. */
export async function removeKept(dir: string, id: string): Promise<void> {
  await rm(join(dir, keptFileName(id)), { force: true });
}

/** @throws OperationFailure where `bytes` more would not leave {@link RESERVE_BYTES} free. */
export async function requireKeptRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free - RESERVE_BYTES >= bytes) return;
  throw new OperationFailure(
    'refused',
    `The agent has ${formatBytes(free)} free for kept disks; ${formatBytes(bytes + RESERVE_BYTES)} are needed. Make room where GRIDBOX_KEPT_DIR is.`,
  );
}
