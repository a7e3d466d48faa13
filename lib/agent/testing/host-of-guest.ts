import type { HostConnection } from '@/lib/drivers/port';
import type { OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { RealSite } from './real-site';
import { ACTOR } from './simulated-site';

type Kind = 'create-domain' | 'delete-domain' | 'keep-disks';

export interface GuestHost {
  /** A connection of the test's own, past Gridbox; whoever asked for it closes it. */
  readonly host: HostConnection;
  readonly hostRowId: string;
  /** Asks for something to be done there about a domain, which need not be known yet. @returns id of the operation */
  readonly submit: <K extends Kind>(kind: K, domainId: string, input: OperationInput<K>) => Promise<string>;
}

/** The real host that a guest is on, for tests that make domains beside it. Its inventory is read once by an agent that ends in good order. */
export async function hostOfGuest(site: RealSite, guest: string): Promise<GuestHost> {
  const first = await site.startAgent();
  const hostRowId = (await site.domain(guest)).hostId ?? '';
  const { uri } = await site.db.host.findUniqueOrThrow({ where: { id: hostRowId } });
  const host = await site.driver.connect({ uri });
  await first.stop();
  return {
    host,
    hostRowId,
    submit: async (kind, id, input) => {
      const { operation } = await site.db.$transaction(
        async (tx) =>
          await submitOperation(tx, {
            kind,
            input,
            actor: ACTOR,
            title: `${kind} ${id}`,
            domainId: id,
            hostId: hostRowId,
          }),
      );
      return operation.id;
    },
  };
}
