import type { CleanItem } from '@/lib/contracts/domain-making';
import { isActive } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { DriverError } from '@/lib/drivers/errors';
import { SECOND_MS } from '@/lib/utils/time';
import type { MadeThing } from './made-things';
import { openOnce } from './open-once';
import type { OpenHost } from './remove-things';

const LOOK_DEADLINE_MS = 15 * SECOND_MS;

export interface LookedFor {
  readonly thing: MadeThing;
  readonly item: CleanItem;
}

/**
 * The proof: each host is asked again for each thing, past whatever the calls that removed it have said.
 */
export async function lookAgain(things: readonly MadeThing[], open: OpenHost): Promise<LookedFor[]> {
  const found: LookedFor[] = [];
  const once = openOnce(open);
  for (const thing of things) {
    const items = await lookFor(thing, once).catch((error: unknown): readonly CleanItem[] => {
      if (!DriverError.is(error)) throw error;
      return [itemOf(thing, thing.kind, 'unknown', `${thing.hostName} does not say: ${error.message}`)];
    });
    for (const item of items) found.push({ thing, item });
  }
  return found;
}

async function lookFor(thing: MadeThing, open: OpenHost): Promise<readonly CleanItem[]> {
  const connection = await open(thing.hostId);
  const call = { deadlineMs: LOOK_DEADLINE_MS };
  if (thing.kind === 'disk') {
    const file = await connection.disks?.stat(thing.path, call);
    return [
      file === undefined
        ? itemOf(thing, 'disk', 'gone', 'Looked for and not found.')
        : itemOf(thing, 'disk', 'still-there', `It is still there, ${file.bytes} bytes long.`),
    ];
  }
  const reading = await connection.readDomain(domainId(thing.domainId), { ...call, figures: false });
  // By its UUID and in the list of all: two ways to ask, and either finding it is enough.
  const listed = (await connection.listDomains(call)).find((one) => one.id === domainId(thing.domainId));
  const there = reading ?? listed;
  const runs = there !== undefined && isActive(there.state);
  const saved = there?.state === 'saved';
  return [
    itemOf(
      thing,
      'running',
      runs ? 'still-there' : 'gone',
      runs ? `It is ${STATE_LABELS[there.state]}.` : 'Nothing of that UUID runs.',
    ),
    itemOf(
      thing,
      'saved-memory',
      saved ? 'still-there' : 'gone',
      saved ? 'Its memory is still saved on the host.' : 'No memory of it is saved.',
    ),
    itemOf(
      thing,
      'domain',
      there === undefined ? 'gone' : 'still-there',
      there === undefined ? 'No definition of that UUID.' : 'It is still defined.',
    ),
  ];
}

const itemOf = (
  thing: MadeThing,
  what: CleanItem['what'],
  outcome: CleanItem['outcome'],
  words: string,
): CleanItem => ({
  what,
  name: what === 'disk' ? thing.path : thing.domainName,
  hostName: thing.hostName,
  outcome,
  words,
});

/** Of which all items are gone. */
export function goneIds(looked: readonly LookedFor[]): string[] {
  const left = new Set(looked.filter(({ item }) => item.outcome !== 'gone').map(({ thing }) => thing.id));
  return [...new Set(looked.map(({ thing }) => thing.id))].filter((id) => !left.has(id));
}

const NOUNS: Record<CleanItem['what'], string> = {
  disk: 'disk',
  domain: 'definition of',
  running: 'running',
  'saved-memory': 'saved memory of',
};

/** @example listItems([…]) // 'disk /images/ce-05-vda.qcow2 on rig-1' */
export const listItems = (items: readonly CleanItem[]): string =>
  items.map(({ what, name, hostName }) => `${NOUNS[what]} ${name} on ${hostName}`).join(', ');
