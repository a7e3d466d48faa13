import { EMPTY_METADATA, type GridMetadata } from '@/lib/domain/domain';
import type { ParsedInput } from '@/lib/operations/registry';
import type { Handler } from '@/lib/agent/worker/run';
import { hostOfDomain, readOrFail } from './host-of-domain';
import { requireState } from './plain-verb';

export const editDomainHandler: Handler<'edit-domain'> = {
  kind: 'edit-domain',
  firstStep: { name: 'write', title: 'Write the metadata into the definition' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const reading = await readOrFail(run, at);
    requireState(run, 'edit', at, reading);
    const before = reading.definition?.metadata ?? EMPTY_METADATA;
    run.probe('before-act');
    await at.connection.writeMetadata(at.id, mergeMetadata(before, run.input), { signal: run.signal });
    run.probe('after-act');
    return { result: { before } };
  },
};

/** What is left out stays; null removes. */
function mergeMetadata(before: GridMetadata, edit: ParsedInput<'edit-domain'>): GridMetadata {
  const pick = <T>(next: T | null | undefined, last: T | undefined): T | undefined =>
    next === undefined ? last : (next ?? undefined);
  return {
    roles: edit.roles ?? before.roles,
    vo: pick(edit.vo, before.vo),
    tags: edit.tags ?? before.tags,
    homeHost: pick(edit.homeHost, before.homeHost),
    kernelVersion: pick(edit.kernelVersion, before.kernelVersion),
    needsFpswa: edit.needsFpswa ?? before.needsFpswa,
    antiAffinity: pick(edit.antiAffinity, before.antiAffinity),
    affinity: pick(edit.affinity, before.affinity),
    sshAddress: pick(edit.sshAddress, before.sshAddress),
    restartPriority: pick(edit.restartPriority, before.restartPriority),
  };
}
