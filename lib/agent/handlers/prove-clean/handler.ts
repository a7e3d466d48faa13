/**
 * Looks for everything that a site was to leave: on its hosts, past whatever the calls that removed it have said, in the batch system, and in
 * Gridbox's own book. Changes nothing on any host; it runs again from the beginning where its agent died.
 */
import type { SiteProof, SiteProofItem } from '@/lib/contracts/sites';
import { goneIds, lookAgain, type LookedFor } from '@/lib/agent/cleanup/look-again';
import { openOnce } from '@/lib/agent/cleanup/open-once';
import { listThings, markGone } from '@/lib/agent/cleanup/made-things';
import { letGo } from '@/lib/agent/images/let-go';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { SECOND_MS } from '@/lib/utils/time';
import { lookForEntries } from './look-for-entries';
import { lookForNetworks } from './look-for-networks';
import { lookInBook } from './look-in-book';

/**
 * Whatever looked at a host before a domain of it went may write that domain down once more when it is slow, and the next reading takes it
 * out again; what is about a domain lets go of its image and context a moment after it. Shorter, and a busy machine calls a site unclean that
 * is gone; what is there after this is left for the run to look for again.
 */
const BOOK_SETTLES_MS = 30 * SECOND_MS;
const BOOK_LOOK_EVERY_MS = SECOND_MS;

export type ProveRun = Run<'prove-clean'>;
export interface ProvedDomain {
  readonly id: string;
  readonly name: string;
}

export const proveCleanHandler: Handler<'prove-clean'> = {
  kind: 'prove-clean',
  firstStep: { name: 'list', title: 'List what was made' },
  run: async (run) => {
    const { input } = run;
    const listed = await listThings(run.sql, { owner: input.owner, gone: true });
    const named = new Set(input.domains.map(({ id }) => id));
    // Of a roll-back only what the run itself has made: the rest of the site stays.
    const things = listed.filter(({ domainId }) => input.whole || named.has(domainId));
    const domains = domainsOf(run, things);
    run.note(`${things.length} things of ${domains.length} domains, ${input.networks.length} networks.`);
    await run.step('hosts', 'Ask the hosts for each of them');
    run.probe('before-hosts');
    const open = openOnce(async (hostId) => await run.connection(hostId));
    const looked = await lookAgain(things, open);
    await markGone(run.sql, goneIds(looked));
    const networks = await lookForNetworks(run, open);
    await run.step('batch', 'Ask the batch systems for its worker nodes');
    const entries = await lookForEntries(run, domains);
    await run.step('book', 'Look in the book of Gridbox');
    run.probe('before-book');
    const gone = looked.every(({ item }) => item.outcome === 'gone');
    const book = await lookUntilSettled(run, domains, gone ? BOOK_SETTLES_MS : 0);
    const items = [...looked.map(itemOf), ...networks, ...entries, ...book];
    const left = items.filter(({ outcome }) => outcome === 'still-there' || outcome === 'unknown');
    const clean = left.length === 0;
    run.note(
      clean
        ? `Clean: ${items.length} looked for.`
        : `Not clean: ${left.length} of ${items.length} not known to be gone.`,
    );
    const proof: SiteProof = {
      site: input.siteName,
      runId: input.runId,
      lookedAt: run.ports.clock.now().toISOString(),
      clean,
      items,
    };
    return { result: { ...proof } };
  },
};

/** @param settlesMs so long it is looked again while something is there; 0 where hosts have something still, and it is no wonder */
async function lookUntilSettled(
  run: ProveRun,
  domains: readonly ProvedDomain[],
  settlesMs: number,
): Promise<SiteProofItem[]> {
  const { clock } = run.ports;
  const endsAt = clock.monotonicMs() + settlesMs;
  for (let looks = 0; ; looks += 1) {
    for (const { id } of domains) await letGo(run.sql, { domainId: id, operationId: run.operation.id });
    const items = await lookInBook(run, domains);
    if (items.every(({ outcome }) => outcome !== 'still-there') || clock.monotonicMs() >= endsAt) return items;
    if (looks === 0) await run.step('settle', 'Wait for what looked at the hosts before it was gone');
    if (!(await sleepUnless(clock, BOOK_LOOK_EVERY_MS, run.signal))) throw run.signal.reason;
  }
}

function domainsOf(
  { input }: ProveRun,
  things: readonly { readonly domainId: string; readonly domainName: string }[],
): readonly ProvedDomain[] {
  const all = new Map(input.domains.map(({ id, name }) => [id, name]));
  for (const { domainId, domainName } of things) all.set(domainId, domainName);
  return [...all].map(([id, name]) => ({ id, name }));
}

const KINDS: Record<LookedFor['item']['what'], SiteProofItem['kind']> = {
  domain: 'definition',
  running: 'running domain',
  'saved-memory': 'saved memory',
  disk: 'disk',
};
const ASKED: Record<LookedFor['item']['what'], string> = {
  domain: 'A definition of its UUID, by that and in the list of all',
  running: 'Whether a domain of its UUID runs',
  'saved-memory': 'Whether memory of it is saved',
  disk: 'The file at this path',
};
const itemOf = ({ item }: LookedFor): SiteProofItem => ({
  kind: KINDS[item.what],
  name: item.name,
  where: item.hostName,
  asked: ASKED[item.what],
  // Nothing is kept on purpose when a whole site goes.
  outcome: item.outcome === 'kept' ? 'still-there' : item.outcome,
  words: item.words,
});
