import type { z } from 'zod';
import type { CandidateList } from '@/lib/contracts/migrations';
import { checkAllHosts } from '@/lib/placement/check-all-hosts';
import { chooseTarget } from '@/lib/placement/choose-target';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadPlacement } from '@/lib/server/inventory/placement-input';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import type { ServiceContext } from '@/lib/server/service-context';
import { candidateBody } from './candidate-body';

/**
 * The pre-check of one domain against every host, by the very functions that the agent repeats before it moves.
 * @throws AppError `forbidden`, `not-found`.
 */
export async function listCandidates(options: {
  readonly context: ServiceContext;
  readonly id: string;
  /** False: moved by stop and copy, which more pairs of hosts can. */
  readonly live: boolean;
  /** Its disks are copied along. */
  readonly copyStorage: boolean;
}): Promise<z.input<typeof CandidateList>> {
  const { context, id, live, copyStorage } = options;
  const { actor, db } = context;
  // It names every host and its free memory.
  requireScope(actor, 'hosts:read');
  await readDomainRow(db, actor, id);
  const now = context.now();
  const input = await loadPlacement(sqlOfTx(db), { domainId: id, options: { live, copyStorage }, now });
  if (input === undefined) throw notFound('domain');
  const candidates = checkAllHosts(input.domain, input.sourceId, input.hosts, input.context);
  const choice = chooseTarget(candidates);
  const best = choice.kind === 'chosen' ? choice.candidate.hostId : undefined;
  const hosts = new Map(input.hosts.map((host) => [host.id, host]));
  return {
    domainId: id,
    at: now.toISOString(),
    items: candidates.map((candidate) =>
      candidateBody(candidate, hosts.get(candidate.hostId), candidate.hostId === best),
    ),
  };
}
