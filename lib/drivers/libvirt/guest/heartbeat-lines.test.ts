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
      earlier: [],
    });
  });

  it('takes nothing for new that the terminal kept from before', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('hb 1 50\nhb 2 100\n', 1_000)).toBeUndefined();
    expect(lines.take('hb 9 450\n', 1_050)?.sequence).toBe(9);
  });

  it('tells with a sign what came before it, old text included, and not without end', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('hb 1 50\nhb 2 100\n', 1_000)).toBeUndefined();
    expect(lines.take('hb 3 150\nhb 4 200\n', 1_100)?.earlier).toEqual([
      { sequence: 1, uptimeMs: 50 },
      { sequence: 2, uptimeMs: 100 },
      { sequence: 3, uptimeMs: 150 },
    ]);
    for (let beat = 5; beat < 100; beat += 1) lines.take(`hb ${beat} ${beat * 50}\n`, 1_000 + beat * 50);
    expect(lines.take('hb 100 5000\n', 6_000)?.earlier).toHaveLength(31);
  });

  it('ignores whatever else is written there, however long', () => {
    const lines = new HeartbeatLines();
    expect(lines.take('x'.repeat(100_000), 1)).toBeUndefined();
    expect(lines.take('\nhb -1 5\nhb 1 5 6\nHB 1 2\n', 2)).toBeUndefined();
    expect(lines.take('hb 3 150\n', 3)?.uptimeMs).toBe(150);
  });

  describe('on a console that keeps old text', () => {
    const beats = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, index) => `hb ${from + index} ${(from + index) * 50}\n`).join('');

    it('takes old text for what it is, in however many pieces it comes', () => {
      const lines = new HeartbeatLines({ keepsOldText: true });
      for (let piece = 0; piece < 40; piece += 1) {
        expect(lines.take(beats(piece * 20, piece * 20 + 20), 10_000 + piece)).toBeUndefined();
      }
      // What comes now was written after a gap that nobody kept: a second of the guest in 50 ms of ours is still old text.
      expect(lines.take('hb 900 45000\n', 10_090)).toBeUndefined();
      expect(lines.take('login: hb 901 45050\nhb 901 45050\n', 10_140)).toBeUndefined();
      expect(lines.take('hb 902 45100\n', 10_190)).toMatchObject({ sequence: 902, uptimeMs: 45_100 });
      // From here on every piece counts, also one that was held up.
      expect(lines.take('hb 930 46500\nhb 931 46550\n', 10_195)?.sequence).toBe(931);
    });

    it('hears a guest that was read to the end before, after two beats', () => {
      const lines = new HeartbeatLines({ keepsOldText: true });
      expect(lines.take('hb 1 50\n', 1_000)).toBeUndefined();
      expect(lines.take('hb 2 100\n', 1_051)).toBeUndefined();
      expect(lines.take('hb 3 150\n', 1_099)?.sequence).toBe(3);
    });

    it('never takes a guest that has fallen silent for alive', () => {
      const lines = new HeartbeatLines({ keepsOldText: true });
      expect(lines.take(beats(0, 100), 1_000)).toBeUndefined();
      expect(lines.take(beats(100, 101), 1_001)).toBeUndefined();
      expect(lines.take('Kernel panic - not syncing\n', 9_000)).toBeUndefined();
    });

    it('hears a guest that started anew', () => {
      const lines = new HeartbeatLines({ keepsOldText: true });
      expect(lines.take('hb 700 35000\n', 1_000)).toBeUndefined();
      expect(lines.take('hb 1 400\n', 1_020)).toBeUndefined();
      expect(lines.take('hb 3 500\n', 1_121)?.uptimeMs).toBe(500);
    });
  });
});
