import { describe, expect, it } from 'vitest';
import { prepareMap } from './prepare-map';
import { dealGroups } from './deal-groups';
import { hostJson, testbedOf } from './testing';

const groupsOf = (...sizes: readonly number[]) => {
  const classes = ['dempsey', 'montecito', 'other'];
  const hosts = sizes.flatMap((size, kind) =>
    Array.from({ length: size }, (_, index) => hostJson(kind * 10 + index, { class: classes[kind] })),
  );
  return prepareMap(testbedOf(hosts, [])).groups;
};

describe('dealGroups', () => {
  it('puts the third group under the shorter column, and lets the taller one reach the bottom', () => {
    expect(dealGroups(groupsOf(3, 6, 4))).toEqual({
      places: ['1 / 1 / 2 / 2', '1 / 2 / 3 / 3', '2 / 1 / 3 / 2'],
      rows: 'auto 1fr',
    });
  });

  it('knows one group and none', () => {
    expect(dealGroups(groupsOf(2))).toEqual({ places: ['1 / 1 / 2 / 2'], rows: '1fr' });
    expect(dealGroups([])).toEqual({ places: [], rows: '1fr' });
  });
});
