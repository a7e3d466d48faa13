import { describe, expect, it } from 'vitest';
import { HeartbeatLines } from '@/lib/drivers/libvirt/guest/heartbeat-lines';

describe('HeartbeatLines', () => {
  it('reads a line as it comes, cut anywhere', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('b 6 900\nhb 7 ', 1_000)).toBeUndefined();
    expect(lines.take('950\r\n', 1_050)).toEqual({
      channel: 'heartbeat',
      heardAt: new Date(1_050),
      sequence: 7,
      uptimeMs: 950,
    });
  });

  it('takes nothing for new that the terminal kept from before', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('hb 1 50\nhb 2 100\n', 1_000)).toBeUndefined();
    expect(lines.take('hb 9 450\n', 1_050)?.sequence).toBe(9);
  });

  it('ignores whatever else is written there, however long', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('x'.repeat(100_000), 1)).toBeUndefined();
    expect(lines.take('\nhb -1 5\nhb 1 5 6\nHB 1 2\n', 2)).toBeUndefined();
    expect(lines.take('hb 3 150\n', 3)?.uptimeMs).toBe(150);
  });
});
