import { expect, test } from 'vitest';
import { TestbedTile } from '@/lib/contracts/domains';
import { hostUuid, tileJson } from './testing';
import { tileName } from './tile-face';

const tile = (change: object): TestbedTile =>
  TestbedTile.parse({ ...tileJson(1, 2), vo: 'atlas', roles: ['WN'], ...change });
const moving = (progress: number | null) => ({
  operation: {
    id: '00000003-0000-4000-8000-000000000001',
    kind: 'migrate-domain',
    state: 'running',
    progress,
    targetHostId: hostUuid(3),
    stage: 'copying',
  },
});

test('the name of a tile begins with what is written on it', () => {
  expect(tileName(tile({ state: 'running' }), false)).toMatch(/^wn-1, WN, atlas, running, .*iB/);
  expect(tileName(tile({ state: 'paused' }), false)).toMatch(/^wn-1, WN, paused, atlas, .*iB/);
  expect(tileName(tile({ state: 'running', vo: null }), false)).toMatch(/^wn-1, WN, running, no VO, /);
  expect(tileName(tile(moving(0.41)), false)).toMatch(/^wn-1, WN, 41 %, atlas, moving, /);
  expect(tileName(tile(moving(0.41)), true)).toBe('wn-1, WN, 41 %, atlas, arriving');
  // Where nobody reports how far it is, no share is named.
  expect(tileName(tile(moving(null)), true)).toBe('wn-1, WN, arriving, atlas');
});
