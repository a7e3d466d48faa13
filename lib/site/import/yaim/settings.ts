import { type ImportFinding, oneLine } from '../site-import';
import type { Assignment } from './read-assignments';

/** Variables of `site-info.def`, each told of once it is taken; the rest can be listed. */
export class Settings {
  readonly #settings: ReadonlyMap<string, Assignment>;
  readonly #taken = new Set<string>();

  constructor(settings: ReadonlyMap<string, Assignment>) {
    this.#settings = settings;
  }

  /** Undefined where it is not set, or set to nothing. */
  take(name: string): Assignment | undefined {
    this.#taken.add(name);
    const found = this.#settings.get(name);
    return found === undefined || found.value.trim() === '' ? undefined : { ...found, value: found.value.trim() };
  }

  names(): readonly string[] {
    return [...this.#settings.keys()];
  }

  /** Whatever nobody has taken has no place in a site file. */
  rest(): readonly ImportFinding[] {
    return [...this.#settings.values()]
      .filter(({ name }) => !this.#taken.has(name))
      .map(({ name, value, at }) => ({
        ...at,
        kind: 'not-understood',
        construct: oneLine(`${name}=${value}`),
        message: 'a site file has no place for it',
      }));
  }
}
