import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { hostJson, hostUuid, domainUuid, testbedOf, tileJson } from '@/components/testbed/testing';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import { migrationKeys } from '@/lib/client/query-keys/migrations';
import { voKeys } from '@/lib/client/query-keys/vos';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { EventBody, StoredEvent } from '@/lib/contracts/events';
import type { Testbed } from '@/lib/contracts/testbed';
import { hostId } from '@/lib/domain/ids';
import { applyEvents, applySeen } from './apply-events';
import { EVENT_KEYS, keysOf } from './event-keys';
import { patchTile } from './patch-tile';

const OPERATION = '00000003-0000-4000-8000-000000000001';
const AT = '2026-01-01T00:00:05Z';
let sequence = 0;
const stored = (body: Record<string, unknown>): StoredEvent =>
  StoredEvent.parse({ sequence: String((sequence += 1)), at: AT, vo: null, body });
const changed = (state: string, host = 1) =>
  stored({
    type: 'domain.changed',
    domainId: domainUuid(1),
    domainName: 'wn-1',
    hostId: hostUuid(host),
    state,
    previousState: 'running',
  });
const progress = (share: number | null, stage = 'copying') =>
  stored({
    type: 'migration.progress',
    operationId: OPERATION,
    domainId: domainUuid(1),
    domainName: 'wn-1',
    sourceHostId: hostUuid(1),
    targetHostId: hostUuid(2),
    stage,
    progress: share,
  });
const operation = (state: string, kind = 'migrate-domain', id = OPERATION) =>
  stored({
    type: 'operation.changed',
    operationId: id,
    kind,
    state,
    title: 'Migrate wn-1',
    domainId: domainUuid(1),
    hostId: hostUuid(1),
    waitingFor: null,
  });

function world() {
  const client = new QueryClient();
  const testbed = testbedOf([hostJson(1), hostJson(2)], [tileJson(1, 1), tileJson(2, 2)]);
  client.setQueryData(testbedKeys.all(), testbed);
  const now = (): Testbed => {
    const found = client.getQueryData<Testbed>(testbedKeys.all());
    if (found === undefined) throw new Error('the testbed was put there');
    return found;
  };
  return { client, testbed, now };
}

describe('events on the map', () => {
  it('change the tile they speak of and leave the others as they were', () => {
    const { client, testbed, now } = world();
    applyEvents(client, [changed('paused')]);
    expect(now().domains[0]?.state).toBe('paused');
    expect(now().domains[1]).toBe(testbed.domains[1]);
    expect(now().hosts).toBe(testbed.hosts);
  });

  it('that say nothing new change nothing', () => {
    const { client, testbed, now } = world();
    applyEvents(client, [changed('running')]);
    expect(now()).toBe(testbed);
  });

  it('carry a migration from its queue to its end', () => {
    const { client, now } = world();
    applyEvents(client, [operation('queued')]);
    expect(now().domains[0]?.operation).toMatchObject({ id: OPERATION, state: 'queued' });
    applyEvents(client, [operation('running'), progress(0.3)]);
    expect(now().domains[0]?.operation).toMatchObject({ state: 'running', progress: 0.3, targetHostId: hostUuid(2) });
    applyEvents(client, [
      stored({
        type: 'domain.moved',
        domainId: domainUuid(1),
        domainName: 'wn-1',
        fromHostId: hostUuid(1),
        hostId: hostUuid(2),
        state: 'running',
      }),
      progress(1, 'done'),
      operation('succeeded'),
    ]);
    expect(now().domains[0]).toMatchObject({ hostId: hostUuid(2), operation: null });
  });

  it('never let progress run backwards, nor invent one', () => {
    const { client, now } = world();
    applyEvents(client, [progress(null)]);
    expect(now().domains[0]?.operation?.progress).toBeNull();
    applyEvents(client, [progress(0.6), progress(0.5), progress(null, 'switching-over')]);
    expect(now().domains[0]?.operation).toMatchObject({ progress: 0.6, stage: 'switching-over' });
  });

  it('of a next operation in the queue do not hide the one that runs', () => {
    const { client, now } = world();
    applyEvents(client, [
      operation('running'),
      operation('queued', 'pause-domain', '00000003-0000-4000-8000-000000000002'),
    ]);
    expect(now().domains[0]?.operation?.id).toBe(OPERATION);
  });

  it('take a removed domain away and mark a missing one', () => {
    const { client, now } = world();
    applyEvents(client, [
      stored({ type: 'domain.removed', domainId: domainUuid(2), domainName: 'wn-2' }),
      stored({ type: 'domain.missing', domainId: domainUuid(1), domainName: 'wn-1', hostId: hostUuid(1) }),
    ]);
    expect(now().domains.map((domain) => domain.name)).toEqual(['wn-1']);
    expect(now().domains[0]?.missingSince).toBe(AT);
  });

  it('refresh the age and load of hosts that were read', () => {
    const { client, testbed, now } = world();
    const id = testbed.hosts[0]?.id;
    if (id === undefined) throw new Error('two hosts were made');
    applySeen(client, [{ hostId: id, seenAt: AT, cpuLoad: 0.9, memoryFreeKiB: 1 }]);
    expect(now().hosts[0]).toMatchObject({ seenAt: AT, cpuLoad: 0.9, memoryFreeKiB: 1 });
    expect(now().hosts[1]).toBe(testbed.hosts[1]);
  });

  it('refresh the age of the domains in the window of a VO, but of those that were not found', () => {
    const { client } = world();
    const old = '2026-01-01T00:00:00Z';
    const domain = (host: number, missingSince: string | null) => ({
      id: domainUuid(host),
      hostId: hostUuid(host),
      missingSince,
      seenAt: old,
    });
    const lost = { ...domain(1, old), id: domainUuid(3) };
    client.setQueryData(voKeys.window('atlas'), { vo: 'atlas', domains: [domain(1, null), domain(2, null), lost] });
    client.setQueryData(voKeys.backOffs('atlas'), { items: [] });
    applySeen(client, [{ hostId: hostId(hostUuid(1)), seenAt: AT, cpuLoad: null, memoryFreeKiB: null }]);
    const { domains } = client.getQueryData<{ domains: { seenAt: string }[] }>(voKeys.window('atlas')) ?? {};
    expect(domains?.map(({ seenAt }) => seenAt)).toEqual([AT, old, old]);
  });
});

describe('events to keys', () => {
  it('names keys for every event type there is', () => {
    const types = EventBody.options.map((option) => option.shape.type.value);
    expect(types.length).toBeGreaterThan(10);
    expect(Object.keys(EVENT_KEYS).toSorted()).toEqual(types.toSorted());
  });

  it('lead a migration to its page, its lists and the map', () => {
    const keys = keysOf(operation('running').body);
    expect(keys).toContainEqual(migrationKeys.detail(OPERATION));
    expect(keys).toContainEqual(migrationKeys.lists());
    expect(keys).toContainEqual(testbedKeys.all());
    expect(keys).toContainEqual(domainKeys.detail(domainUuid(1)));
  });

  it('do not read the whole map again for a percentage', () => {
    expect(keysOf(progress(0.5).body)).not.toContainEqual(testbedKeys.all());
  });
});

describe('patchTile', () => {
  it('gives the very row back that an event of something else does not touch', () => {
    const [tile] = testbedOf([hostJson(1)], [tileJson(1, 1)]).domains;
    if (tile === undefined) throw new Error('a domain was made');
    const event = stored({
      type: 'operation.step',
      operationId: OPERATION,
      domainId: domainUuid(1),
      step: 'check',
      title: 'Check',
    });
    expect(patchTile(tile, event.body, AT)).toBe(tile);
  });
});
