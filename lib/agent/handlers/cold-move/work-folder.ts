/** The agent's own room for images on their way: a folder an operation, gone with it. */
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '@/lib/utils/units';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { WORK_RESERVE_BYTES } from './tunables';

/** Only its owner may look at guests' disks. */
const OWNER_ONLY = 0o700;

/** Kinds of operations that need such room, and what the folder of theirs is called. */
const FOLDERS = { 'cold-move-domain': 'cold-moves', 'create-domain': 'creations' } as const;
type Kind = keyof typeof FOLDERS;

const RUNNING = `select "id"::text as "id" from "Operation" where "kind" = $1 and "state" in ('queued', 'running')`;

/** Empty, whatever an earlier run of the operation left in it; what ended operations of its kind left behind goes as well. */
export async function openWorkFolder(
  run: Pick<Run<Kind>, 'ports' | 'sql'> & { readonly operation: { readonly id: string } },
  kind: Kind,
): Promise<string> {
  const root = join(run.ports.workDir, FOLDERS[kind]);
  await mkdir(root, { recursive: true, mode: OWNER_ONLY });
  const running = new Set((await run.sql.query<{ id: string }>(RUNNING, [kind])).map((row) => row.id));
  for (const name of await readdir(root)) {
    if (!running.has(name) || name === run.operation.id) await rm(join(root, name), { recursive: true, force: true });
  }
  const folder = join(root, run.operation.id);
  await mkdir(folder, { mode: OWNER_ONLY });
  return folder;
}

export async function closeWorkFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** @throws OperationFailure where `bytes` more would not leave {@link WORK_RESERVE_BYTES} free. */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free - WORK_RESERVE_BYTES >= bytes) return;
  throw new OperationFailure(
    'refused',
    `The agent has ${formatBytes(free)} free for its work; ${formatBytes(bytes + WORK_RESERVE_BYTES)} are needed. Make room where GRIDBOX_WORK_DIR is.`,
  );
}
