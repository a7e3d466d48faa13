/** Native services as somebody would set them up to be probed, and asked until their verdicts are confirmed. For tests only. */
import { CreateProbeTarget } from '@/lib/contracts/probes';
import type { Role } from '@/lib/domain/domain';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import type { ProbeId } from '@/lib/domain/probe';
import { DAMPING } from '@/lib/domain/probe-damping';
import type { ServiceContext } from '@/lib/server/service-context';
import { createProbeTarget } from '@/lib/server/services/probes/create-target';
import { runProbes } from '@/lib/server/services/probes/run-probes';
import type { NativeTiny } from '@/tools/grid/start-tiny';
import { waitUntil } from '@/tools/shared/wait-until';

/** Those of the shipped tiny site. */
const PROBES_OF: Partial<Record<Role, readonly ProbeId[]>> = {
  CE: ['ce-tls', 'certificate', 'ce-rest', 'ce-info', 'ce-job', 'slurm-ping', 'bdii'],
  SE: ['se-tcp', 'se-http'],
  WN: ['wn-state'],
};

/** @returns the targets' ids */
export async function addNativeTargets(context: ServiceContext, tiny: NativeTiny): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { instance, role, address } of tiny.nodes) {
    const input = CreateProbeTarget.parse({
      name: `native ${instance}`,
      roles: role === 'CE' ? ['CE', 'BDII'] : [role],
      address,
      ports: tiny.ports,
      queue: tiny.queue,
      trustedCa: tiny.ca,
      probes: PROBES_OF[role],
      tiny: true,
      identity: { certificate: tiny.member.certificatePem, key: tiny.member.keyPem },
    });
    ids.push((await createProbeTarget({ context, input })).id);
  }
  return ids;
}

/** Asks each target as often as it takes to confirm what it answers: one after the other of one target, all targets at once. */
export async function askOften(
  context: ServiceContext,
  ids: readonly string[],
  how: { readonly probes?: ProbeId[]; readonly deadlineMs: number },
): Promise<void> {
  const { probes, deadlineMs } = how;
  const ask = async (id: string): Promise<void> => {
    for (let asked = 0; asked < DAMPING.outOf; asked += 1) {
      const { operation } = await runProbes({ context, id, body: probes === undefined ? {} : { probes }, call: {} });
      await waitUntil(
        `the probes of ${id} are answered`,
        async () => {
          const { state } = await context.db.operation.findUniqueOrThrow({ where: { id: operation.id } });
          return isFinished(state as OperationState); // our own column
        },
        { deadlineMs, everyMs: 50 },
      );
    }
  };
  await Promise.all(ids.map(ask));
}
