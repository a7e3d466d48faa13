/** Who has the console of a domain: people who opened it, or one conversation of ours at a time. */
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import { CONSOLE_TURN_MS } from '@/lib/drivers/libvirt/limits';

export class ConsoleTurns {
  readonly #people = new Map<DomainId, number>();
  readonly #last = new Map<DomainId, Promise<void>>();

  /** Runs `talk` after the conversations before it. Rejects with `busy` where somebody has the console open by then. */
  async converse(id: DomainId, talk: () => Promise<void>): Promise<void> {
    this.#refuseBesidePeople(id);
    const turn = (this.#last.get(id) ?? Promise.resolve()).then(async () => {
      this.#refuseBesidePeople(id);
      await talk();
    });
    const over = turn.catch(() => undefined);
    this.#last.set(id, over);
    void over.then(() => {
      if (this.#last.get(id) === over) this.#last.delete(id);
    });
    await turn;
  }

  /** Takes the console for somebody, until the returned function is called. Rejects with `busy` where a conversation does not end soon. */
  async enter(id: DomainId): Promise<() => void> {
    let inside = true;
    this.#people.set(id, (this.#people.get(id) ?? 0) + 1);
    const leave = (): void => {
      if (!inside) return;
      inside = false;
      const others = (this.#people.get(id) ?? 1) - 1;
      if (others > 0) this.#people.set(id, others);
      else this.#people.delete(id);
    };
    const talking = this.#last.get(id);
    if (talking === undefined) return leave;
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (patience = setTimeout(() => resolve('late'), CONSOLE_TURN_MS)));
    const outcome = await Promise.race([talking, late]);
    clearTimeout(patience);
    if (outcome !== 'late') return leave;
    leave();
    throw new DriverError('busy', 'Gridbox runs a program in this guest by its console at the moment; try again.');
  }

  #refuseBesidePeople(id: DomainId): void {
    if (!this.#people.has(id)) return;
    throw new DriverError(
      'busy',
      'Somebody has the console of this domain open; nothing is typed there by Gridbox meanwhile.',
    );
  }
}
