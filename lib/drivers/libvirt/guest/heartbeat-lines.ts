/** Heartbeat text of a guest → signs. Pure. A line is `hb <sequence> <uptime in ms>`. */
import type { GuestSign } from '@/lib/drivers/port';

const LINE = /^hb (\d{1,15}) (\d{1,15})\r?$/;
/** No line is longer; text without a line end is dropped beyond this. */
const LONGEST_LINE = 256;

export class HeartbeatLines {
  #rest = '';
  #chunks = 0;

  /** @returns the last sign of this piece of text: earlier ones in it waited somewhere, and their moment is not known. */
  take(text: string, at: number): GuestSign | undefined {
    this.#chunks += 1;
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    const matches = lines.flatMap((line) => LINE.exec(line) ?? []);
    const FIELDS = 3;
    const count = matches.length / FIELDS;
    // Several lines at once in the first piece are what a terminal kept from before: their last may be old as well.
    if (count === 0 || (this.#chunks === 1 && count > 1)) return undefined;
    return {
      channel: 'heartbeat',
      heardAt: new Date(at),
      sequence: Number(matches.at(-2)),
      uptimeMs: Number(matches.at(-1)),
    };
  }
}
