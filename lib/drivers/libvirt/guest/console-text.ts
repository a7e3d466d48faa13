/**
 * What a person sees of a console that the guest's heartbeat shares (Xen's only one): its text without the heartbeat's
 * lines. Pure. A guest writes such a line in one piece, but between any two letters of other text, so it is taken out
 * wherever it stands.
 */
const HEARTBEAT = /hb \d{1,15} \d{1,15}\r?\n/g;
/** The end of a text that may be the beginning of such a line. */
const BEGUN = /h(?:b(?: (?:\d{1,15}(?: (?:\d{1,15}\r?)?)?)?)?)?$/;

export class ConsoleText {
  #held = '';

  /** What is held back has gone so far that hardly anything else begins like it: worth a longer wait for the rest. */
  get expectsRest(): boolean {
    return /^hb \d/.test(this.#held);
  }

  /** @returns what of this piece, and of what was held back before, can be shown now */
  take(text: string): string {
    const all = this.#held + text;
    const last = [...all.matchAll(HEARTBEAT)].at(-1);
    // What stands before a whole line is no beginning of one: an "h" that was typed just before it.
    const after = last === undefined ? 0 : last.index + last[0].length;
    this.#held = BEGUN.exec(all.slice(after))?.[0] ?? '';
    return all.slice(0, all.length - this.#held.length).replaceAll(HEARTBEAT, '');
  }

  /** @returns what was held back and has not become a heartbeat for so long that it is none: a lone "h" that was typed */
  release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
