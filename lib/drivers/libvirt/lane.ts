/** A bounded number of places; whoever finds none waits in order. */
export class Lane {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Calls `begin` when a place is free, at once if it can. The returned function withdraws a waiting request. */
  enter(begin: () => void): () => void {
    if (this.#free > 0) {
      this.#free -= 1;
      begin();
      return () => undefined;
    }
    this.#waiting.push(begin);
    return () => {
      const at = this.#waiting.indexOf(begin);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  /** Gives a place back. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
