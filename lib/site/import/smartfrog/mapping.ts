/** What the mappers share: the resolved system, and what becomes of each attribute of it. */
import type { FindingKind } from '@/lib/domain/site-import';
import { type FilePlace, type ImportFinding, oneLine } from '../site-import';
import { Lazy, type LinkResolver, type Resolved, TOLD, Unknown } from './resolve-links';
import { type Slot, Tree } from './tree';

export class Mapping {
  readonly findings: ImportFinding[] = [];
  readonly links: LinkResolver;
  /** Attributes that are in the site file, or of which something is told. */
  readonly #told = new Set<Slot>();
  readonly #walked = new Set<Tree>();

  constructor(links: LinkResolver) {
    this.links = links;
  }

  find(kind: FindingKind, at: FilePlace, construct: string, message: string): void {
    this.findings.push({ ...at, kind, construct: oneLine(construct), message });
  }

  /** This component is in the site file, or has been looked into. */
  walk(tree: Tree): void {
    this.#walked.add(tree);
  }

  /** An attribute of the component itself, which is thereby told of. */
  slot(tree: Tree, ...names: readonly string[]): Slot | undefined {
    const slot = names.map((name) => tree.slots.get(name)).find((each) => each !== undefined);
    if (slot !== undefined) this.#told.add(slot);
    return slot;
  }

  value(tree: Tree, ...names: readonly string[]): { readonly slot: Slot; readonly value: Resolved } | undefined {
    const slot = this.slot(tree, ...names);
    return slot === undefined ? undefined : { slot, value: this.links.resolve(slot, tree) };
  }

  /** Its text; of anything else that is there the reader is told. */
  text(tree: Tree, ...names: readonly string[]): { readonly slot: Slot; readonly text: string } | undefined {
    const found = this.value(tree, ...names);
    if (found === undefined || found.value === null) return undefined;
    const { slot, value } = found;
    if (typeof value === 'string' && value.trim() !== '') return { slot, text: value.trim() };
    this.unfit(slot, value, 'a text');
    return undefined;
  }

  number(tree: Tree, ...names: readonly string[]): { readonly slot: Slot; readonly number: number } | undefined {
    const found = this.value(tree, ...names);
    if (found === undefined || found.value === null) return undefined;
    const { slot, value } = found;
    const number = typeof value === 'string' && /^[0-9]{1,9}$/.test(value.trim()) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number > 0) return { slot, number };
    this.unfit(slot, value, 'a whole number above zero');
    return undefined;
  }

  unfit(slot: Slot, value: Resolved, wanted: string): void {
    if (value === TOLD) return;
    const why =
      value instanceof Unknown
        ? value.why
        : value instanceof Lazy
          ? 'it is bound at run time, and the site file has a value there'
          : `${wanted} is expected there`;
    this.find('not-understood', slot.at, constructOf(slot, value), why);
  }

  /** Everything of a component that nobody has told of: what is left out is said. */
  tellRest(tree: Tree): void {
    for (const slot of tree.slots.values()) {
      if (slot.value instanceof Tree && slot.value.parent === tree) this.tellRest(slot.value);
      if (slot.bundled || this.#told.has(slot)) continue;
      this.#told.add(slot);
      if (slot.value instanceof Tree && this.#walked.has(slot.value)) continue;
      const value = this.links.resolve(slot, tree);
      if (value === TOLD) continue;
      const construct = constructOf(slot, value);
      if (this.links.linked.has(slot))
        this.find('noted', slot.at, construct, 'other attributes take their values from it');
      else if (value instanceof Tree)
        this.find('not-understood', slot.at, construct, `what it does in ${kindOf(tree)} is not known`);
      else if (value instanceof Unknown) this.find('not-understood', slot.at, construct, value.why);
      else this.find('not-understood', slot.at, construct, `no attribute ${slot.name} is known of ${kindOf(tree)}`);
    }
  }
}

/** @example kindOf(tree) // 'XenDomain' */
export const kindOf = (tree: Tree): string => tree.types.at(-1) ?? 'a component of no type';

export function constructOf(slot: Slot, value: Resolved): string {
  if (value instanceof Tree) return `${slot.name} extends ${kindOf(value)}`;
  if (value instanceof Lazy) return `${slot.name} ${value.reference?.words ?? 'LAZY …'}`;
  return value instanceof Unknown ? slot.name : `${slot.name} ${JSON.stringify(value)}`;
}
