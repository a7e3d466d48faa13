/** Heartbeat text of a guest → signs. Pure. A line is `hb <sequence> <uptime in ms>`; any other line is not ours. */
import type { GuestBeat, GuestSign } from '@/lib/drivers/port';

const LINE = /^hb (\d{1,15}) (\d{1,15})\r?$/;
/** No line is longer; text without a line end is dropped beyond this. */
const LONGEST_LINE = 256;
/**
 * Where old text comes first: so much of the guest's time must pass in about as much of ours before a sign counts. Old text
 * comes as fast as the wire carries it. Shorter: a last scrap of old text is taken for new; longer: hearing takes longer.
 */
const LIVE_SPAN_MS = 80;
/** Our clock may have run so much less than the guest's between two of its lines: what waited on the way came closer together. */
const LIVE_SHARE = 0.7;

/** So many of the last beats are kept for who wants to know what came before a sign. */
const KEPT_BEATS = 32;

interface Beat {
  readonly at: number;
  readonly uptimeMs: number;
}

export class HeartbeatLines {
  #rest = '';
  #chunks = 0;
  /** Compared with what comes next, until that shows that what comes is new. */
  #anchor: Beat | undefined;
  #live: boolean;
  #kept: readonly GuestBeat[] = [];

  /** @param port `keepsOldText`: its reader is given text of any age before what is new */
  constructor(port: { readonly keepsOldText: boolean } = { keepsOldText: false }) {
    this.#live = !port.keepsOldText;
  }

  /** @returns the last sign of this piece of text: earlier ones in it waited somewhere, and their moment is not known. */
  take(text: string, at: number): GuestSign | undefined {
    this.#chunks += 1;
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    const beats = lines.flatMap((line): GuestBeat[] => {
      const [, sequence, uptime] = LINE.exec(line) ?? [];
      return sequence === undefined || uptime === undefined
        ? []
        : [{ sequence: Number(sequence), uptimeMs: Number(uptime) }];
    });
    const last = beats.at(-1);
    if (last === undefined) return undefined;
    const all = [...this.#kept, ...beats];
    this.#kept = all.slice(-KEPT_BEATS);
    if (!this.#live && !this.#isLive({ at, uptimeMs: last.uptimeMs })) return undefined;
    // Several lines at once in the first piece are what a terminal kept from before: their last may be old as well.
    if (this.#chunks === 1 && beats.length > 1) return undefined;
    return { channel: 'heartbeat', heardAt: new Date(at), ...last, earlier: all.slice(-KEPT_BEATS, -1) };
  }

  #isLive(beat: Beat): boolean {
    const anchor = this.#anchor;
    const passedMs = anchor === undefined ? 0 : beat.uptimeMs - anchor.uptimeMs;
    if (anchor === undefined || passedMs <= 0 || beat.at - anchor.at < passedMs * LIVE_SHARE) this.#anchor = beat;
    else if (passedMs >= LIVE_SPAN_MS) this.#live = true;
    return this.#live;
  }
}
