import { describe, expect, it } from 'vitest';
import { createMapPreparer, filterMap, LINES_MAX, prepareMap, RACKS_MAX, scaleOf } from './prepare-map';
import { hostJson, hostUuid, testbedOf, tileJson } from './testing';

const migrating = (target: number, state: 'queued' | 'running' = 'running') => ({
  id: '00000003-0000-4000-8000-000000000001',
  kind: 'migrate-domain',
  state,
  progress: 0.4,
  targetHostId: hostUuid(target),
  stage: 'copying',
});
const names = (model: ReturnType<typeof prepareMap>, host: string): string[] =>
  model.groups
    .flatMap((group) => group.racks)
    .filter((rack) => rack.host.name === host)
    .flatMap((rack) => rack.tiles.map((tile) => `${tile.domain.name}${tile.role === 'arriving' ? ' arriving' : ''}`));

describe('prepareMap', () => {
  it('groups by class, real before simulated, hosts and domains in the order of their numbers', () => {
    const model = prepareMap(
      testbedOf(
        [
          hostJson(10, { class: 'montecito', simulated: true, architecture: 'ia64' }),
          hostJson(2, { class: 'dempsey', simulated: true }),
          hostJson(11, { class: 'other' }),
          hostJson(3, { class: 'dempsey' }),
          hostJson(20, { class: 'dempsey' }),
        ],
        [tileJson(10, 3), tileJson(9, 3)],
      ),
    );
    expect(model.groups.map((group) => group.id)).toEqual([
      'dempsey',
      'other',
      'dempsey-simulated',
      'montecito-simulated',
    ]);
    expect(model.groups[0]?.racks.map((rack) => rack.host.name)).toEqual(['host-3', 'host-20']);
    expect(names(model, 'host-3')).toEqual(['wn-9', 'wn-10']);
    expect(model.groups[3]?.architectures).toEqual(['ia64']);
  });

  it('draws a moving domain on both hosts, a waiting one on its own only', () => {
    const hosts = [hostJson(1), hostJson(2)];
    const moving = prepareMap(testbedOf(hosts, [tileJson(1, 1, { operation: migrating(2) })]));
    expect(names(moving, 'host-1')).toEqual(['wn-1']);
    expect(names(moving, 'host-2')).toEqual(['wn-1 arriving']);
    expect(moving.moving).toBe(1);
    const queued = prepareMap(testbedOf(hosts, [tileJson(1, 1, { operation: migrating(2, 'queued') })]));
    expect(names(queued, 'host-2')).toEqual([]);
    expect(queued.moving).toBe(0);
  });

  it('draws it once when it has arrived and is being verified', () => {
    const model = prepareMap(testbedOf([hostJson(1), hostJson(2)], [tileJson(1, 2, { operation: migrating(2) })]));
    expect(names(model, 'host-1')).toEqual([]);
    expect(names(model, 'host-2')).toEqual(['wn-1']);
  });

  it('keeps domains without a known host to be seen', () => {
    const model = prepareMap(testbedOf([hostJson(1)], [tileJson(1, null), tileJson(2, 99), tileJson(3, 1)]));
    expect(model.homeless.map((domain) => domain.name)).toEqual(['wn-1', 'wn-2']);
    expect(model.domains).toBe(3);
  });

  it('leaves racks alone that show the same', () => {
    const prepare = createMapPreparer();
    const before = testbedOf([hostJson(1), hostJson(2)], [tileJson(1, 1), tileJson(2, 2)]);
    const first = prepare(before);
    const [one, two] = before.domains;
    if (one === undefined || two === undefined) throw new Error('two domains were made');
    const second = prepare({ ...before, domains: [{ ...one, state: 'paused' }, two] });
    const racks = (model: typeof first) => model.groups.flatMap((group) => group.racks);
    expect(racks(second)[0]).not.toBe(racks(first)[0]);
    expect(racks(second)[1]).toBe(racks(first)[1]);
  });

  it('folds at the stated numbers of hosts', () => {
    expect([1, RACKS_MAX, RACKS_MAX + 1, LINES_MAX, LINES_MAX + 1, 1250].map(scaleOf)).toEqual([
      'racks',
      'racks',
      'lines',
      'lines',
      'strip',
      'strip',
    ]);
  });

  it('takes the largest fleet in its stride', () => {
    const hosts = Array.from({ length: 1250 }, (_, index) => hostJson(index));
    const domains = Array.from({ length: 20_000 }, (_, index) => tileJson(index, index % 1250));
    const model = prepareMap(testbedOf(hosts, domains));
    expect(model.scale).toBe('strip');
    expect(model.groups[0]?.racks.every((rack) => rack.tiles.length === 16)).toBe(true);
  });
});

describe('filterMap', () => {
  const model = prepareMap(
    testbedOf(
      [hostJson(1), hostJson(2)],
      [tileJson(1, 1), tileJson(2, 1, { vo: 'cms' }), tileJson(3, 2, { roles: ['CE'], name: 'ce-3' })],
    ),
  );
  it.each([
    ['ce-3', ['ce-3']],
    ['cms', ['wn-2']],
    ['wn', ['wn-1', 'wn-2']],
    ['CE', ['ce-3']],
    ['host-1', ['wn-1', 'wn-2']],
    ['nothing', []],
  ])('narrows by %s', (words, wanted) => {
    const found = filterMap(model, words).groups.flatMap((group) =>
      group.racks.flatMap((rack) => rack.tiles.map((tile) => tile.domain.name)),
    );
    expect(found).toEqual(wanted);
  });

  it('is the whole map without words', () => expect(filterMap(model, '  ')).toBe(model));
});
