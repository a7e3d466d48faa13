import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { networkOf } from './network-of';
import { keyOf, reasonOf, type RunWork } from './run-work';
import { asRead, type StepRow } from './run-writes';

/** Asks for a network of the site to be made on a host, or removed; that it may be there is written down with it. */
export async function submitNetwork(
  { db, run, site, owner, now }: RunWork,
  step: StepRow,
  verb: 'make-network' | 'remove-network',
): Promise<void> {
  const network = networkOf(run, step);
  const cidr = Object.values(site.networks).find(({ made, hostName }) => made && hostName === network.name)?.cidr;
  await db.$transaction(async (tx) => {
    const held = await tx.siteRunStep.updateMany({ where: asRead(run, step), data: { words: step.words } });
    if (held.count === 0) return;
    const { operation } = await submitOperation(tx, {
      kind: verb,
      input:
        verb === 'make-network'
          ? { name: network.name, ...(cidr === undefined ? {} : { cidr }) }
          : { name: network.name },
      actor: owner,
      title: definitionOf(verb).title({ host: step.hostName, network: network.name }),
      reason: reasonOf(run),
      idempotencyKey: keyOf(run, step),
      hostId: network.hostId,
    });
    if (verb === 'make-network')
      await tx.siteNetwork.upsert({
        where: { siteId_name_hostId: network },
        create: { ...network, createdAt: now },
        update: {},
      });
    await tx.siteRunStep.updateMany({ where: asRead(run, step), data: { operationId: operation.id } });
  });
}
