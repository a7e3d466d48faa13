import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { pastDomain, recordOf } from './past-fixtures';
import { type PastDomain, type PastRecord, present, replay, upTo } from './records';

const IDS = ['a', 'b', 'c', 'd'] as const;
type Deed =
  | { readonly what: 'write'; readonly id: string; readonly hostId: string; readonly state: PastDomain['state'] }
  | { readonly what: 'remove'; readonly id: string };
/** What happens to an inventory, with the time that passes before each: often none. */
const deeds = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 3 }),
    deed: fc.oneof(
      fc.record({
        what: fc.constant('write' as const),
        id: fc.constantFrom(...IDS),
        hostId: fc.constantFrom('one', 'two'),
        state: fc.constantFrom(...DOMAIN_STATES),
      }),
      fc.record({ what: fc.constant('remove' as const), id: fc.constantFrom(...IDS) }),
    ),
  }),
  { maxLength: 60 },
);

/** An inventory that is only ever what it is now, and keeps a record of each change as the database's triggers do. */
function live(happened: readonly { readonly afterMs: number; readonly deed: Deed }[]) {
  const inventory = new Map<string, PastDomain>();
  const records: PastRecord<PastDomain>[] = [];
  /** What a look at each moment would have seen. */
  const seen = new Map<number, ReadonlyMap<string, PastDomain>>();
  let atMs = 0;
  for (const { afterMs, deed } of happened) {
    for (let passed = 0; passed < afterMs; passed += 1) seen.set(atMs++, new Map(inventory));
    const sequence = records.length + 1;
    const was = inventory.get(deed.id);
    if (deed.what === 'remove') {
      if (was === undefined) continue;
      inventory.delete(deed.id);
      records.push({ sequence, atMs, id: deed.id, gone: true, facts: was });
    } else {
      const facts = pastDomain({ name: deed.id, hostId: deed.hostId, state: deed.state });
      inventory.set(deed.id, facts);
      records.push({ sequence, atMs, id: deed.id, gone: false, facts });
    }
  }
  seen.set(atMs, new Map(inventory));
  return { inventory, records, seen, endMs: atMs };
}
const factsById = (past: ReadonlyMap<string, PastRecord<PastDomain>>) =>
  new Map(present(past).map((record) => [record.id, record.facts]));

describe('replay', () => {
  test('of everything gives what is there now, and of a part what was there then', () => {
    fc.assert(
      fc.property(deeds, (happened) => {
        const { inventory, records, seen } = live(happened);
        expect(factsById(replay(records))).toEqual(inventory);
        for (const [atMs, then] of seen) expect(factsById(replay(upTo(records, atMs)))).toEqual(then);
      }),
    );
  });

  test('to a moment, and from there with the rest, is the replay of all', () => {
    fc.assert(
      fc.property(deeds, fc.nat(200), (happened, part) => {
        const { records, endMs } = live(happened);
        const atMs = part % (endMs + 1);
        const rest = records.filter((record) => record.atMs > atMs);
        expect(replay(rest, replay(upTo(records, atMs)))).toEqual(replay(records));
      }),
    );
  });

  test('does not depend on the order in which the records come', () => {
    fc.assert(
      fc.property(
        deeds.chain((happened) => {
          const { records } = live(happened);
          return fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }));
        }),
        ([records, shuffled]) => {
          expect(new Map(replay(shuffled))).toEqual(replay(records));
        },
      ),
    );
  });

  test('leaves what it began with as it was', () => {
    const before = replay([recordOf(1, 'a', pastDomain())]);
    replay([recordOf(2, 'a', pastDomain({ state: 'off' }))], before);
    expect(before.get('a')?.facts.state).toBe('running');
  });

  test('of two records of one time the one that was written later counts', () => {
    const first = { ...recordOf(5, 'a', pastDomain({ state: 'running' })), sequence: 1 };
    const second = { ...recordOf(5, 'a', pastDomain({ state: 'off' })), sequence: 2 };
    expect(replay([second, first]).get('a')?.facts.state).toBe('off');
  });
});
