/** What a deletion takes away and what it leaves, from what the host says now. Reads and changes nothing. */
import type { CleanItem } from '@/lib/contracts/domain-making';
import { refusePath } from '@/lib/domain/cold-move';
import type { DiskFacts } from '@/lib/domain/domain';
import type { DomainReading } from '@/lib/domain/readings';
import { findDiskUsers } from '@/lib/agent/cleanup/disk-users';
import type { MadeThing } from '@/lib/agent/cleanup/made-things';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';

export type DeleteRun = Run<'delete-domain'>;

export interface DeletionPlan {
  /** Paths on its present host that go, and whether Gridbox made them. */
  readonly disks: readonly { readonly path: string; readonly ours: boolean }[];
  /** What stays on purpose, with the reason. */
  readonly kept: readonly CleanItem[];
}

/**
 * Its own disks, and those that were ticked; never one that cannot be only its own.
 * @throws OperationFailure `bad-request` for a ticked path that is no disk of it.
 */
export async function planDeletion(
  run: DeleteRun,
  at: DomainAtHost,
  known: { readonly reading: DomainReading; readonly things: readonly MadeThing[] },
): Promise<DeletionPlan> {
  const { alsoRemove, keepDisks } = run.input;
  const own = new Set(known.things.filter((thing) => thing.kind === 'disk' && thing.ours).map(({ path }) => path));
  const disks = (known.reading.definition?.disks ?? []).filter(
    (disk): disk is DiskFacts & { source: string } => disk.source !== undefined,
  );
  for (const path of alsoRemove)
    if (!disks.some((disk) => disk.source === path) && !own.has(path))
      throw new OperationFailure('bad-request', `${path} is no disk of ${at.name}; nothing was taken away.`);
  const domains = await at.connection.listDomains({ signal: run.signal });
  const going: { path: string; ours: boolean }[] = [];
  const kept: CleanItem[] = [];
  const keep = (name: string, words: string): void =>
    void kept.push({ what: 'disk', name, hostName: at.hostName, outcome: 'kept', words });
  // Of its own also those that are in no definition any more: somebody took them out, and they are still there.
  const wanted = new Map([
    ...disks.map((disk) => [disk.source, disk] as const),
    ...[...own]
      .map((path) => [path, undefined] as const)
      .filter(([path]) => !disks.some((disk) => disk.source === path)),
  ]);
  for (const [path, disk] of wanted) {
    const ours = own.has(path);
    if (ours ? keepDisks : !alsoRemove.includes(path)) {
      keep(path, ours ? 'Kept, as asked.' : 'Gridbox did not make it, and nobody chose it to go.');
      continue;
    }
    const why = disk === undefined ? undefined : whyNot(disk, ours);
    const users =
      why === undefined
        ? await findDiskUsers(
            run.sql,
            { connection: at.connection, domains },
            { path, domainId: at.id },
            { signal: run.signal },
          )
        : [];
    const reason = why ?? users[0];
    if (reason === undefined) going.push({ path, ours });
    else keep(path, reason);
  }
  return { disks: going, kept };
}

/** Media and images that others may have as well are never taken along. */
function whyNot(disk: DiskFacts & { readonly source: string }, ours: boolean): string | undefined {
  if (disk.kind !== 'disk') return `It is a ${disk.kind}, which other domains may use.`;
  // A context is for its domain alone.
  if (disk.readOnly && !ours) return 'It is read-only, and so perhaps of many.';
  if (!disk.source.startsWith('/')) return 'It is no file of its host.';
  return refusePath(disk.source);
}
