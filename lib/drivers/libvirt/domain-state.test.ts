import { describe, expect, it } from 'vitest';
import { isReleasing, mapState } from '@/lib/drivers/libvirt/domain-state';

describe('isReleasing', () => {
  const SHUTOFF = 5;
  const RUNNING = 1;
  it('is the time between "shut off" and the end of the domain’s number', () => {
    expect(isReleasing(mapState(SHUTOFF), 7)).toBe(true);
    expect(isReleasing(mapState(SHUTOFF), -1)).toBe(false);
    expect(isReleasing(mapState(RUNNING), 7)).toBe(false);
  });
});
