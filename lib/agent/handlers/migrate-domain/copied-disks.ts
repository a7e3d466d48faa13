/**
 * Disks that are copied along with a domain. The hypervisor makes them at the target and writes over what is there; here it
 * is seen to that nothing is there, and that nothing of a copy that came to nothing stays.
 */
import type { DomainReading } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { MigrateRun, Move } from './move';
import { ASK_DEADLINE_MS } from './tunables';

/** Paths of the disks that libvirt copies: those that are neither shared nor read-only. */
export const copiedPaths = (domain: Pick<DomainReading, 'definition'>): string[] =>
  (domain.definition?.disks ?? []).flatMap(({ kind, source, shared, readOnly }) =>
    (kind === 'disk' || kind === 'lun') && source !== undefined && !shared && !readOnly ? [source] : [],
  );

/** @throws OperationFailure `refused` where a file at the target would be written over, or nobody can say that none would. */
export async function requireFreePaths(run: MigrateRun, move: Move, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const { connection, name } = move.target;
  if (connection.files === undefined)
    throw new OperationFailure(
      'refused',
      `Whether ${name} has files of these names already cannot be looked up there.`,
    );
  for (const path of paths) {
    if ((await connection.files.stat(path, { signal: run.signal })) === undefined) continue;
    throw new OperationFailure(
      'refused',
      `${name} has a file ${path} already, which the copied disk would write over. Remove or rename it there first.`,
    );
  }
}

/**
 * The domain stayed where it was, so what lies at the target is of our making: it was not there before. That a file could
 * not be removed is told, and changes no outcome.
 */
export async function removeCopies(run: MigrateRun, move: Move, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  try {
    const connection = move.target.connection.open
      ? move.target.connection
      : await run.directory.connection(move.target.hostId);
    // A domain that is defined there may use them; ours is not.
    if ((await connection.readDomain(move.id, { deadlineMs: ASK_DEADLINE_MS, figures: false })) !== undefined) return;
    for (const path of paths) await connection.files?.remove(path, { deadlineMs: ASK_DEADLINE_MS });
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    run.note(`What was copied of its disks is left on ${move.target.name}: ${paths.join(', ')}. ${error.message}`);
  }
}
