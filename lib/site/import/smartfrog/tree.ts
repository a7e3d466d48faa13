/** Components with their attributes in order, as they become when prototypes are merged. */
import type { FilePlace } from '../site-import';
import { DEEPEST, MOST_ATTRIBUTES } from './limits';
import { SmartfrogError } from './smartfrog-error';
import { type Component, isComponent, type Value } from './syntax';

/** Counts what a description grows to. */
export class Budget {
  #attributes = 0;

  spend(at: FilePlace): void {
    this.#attributes += 1;
    if (this.#attributes > MOST_ATTRIBUTES)
      throw new SmartfrogError(
        `with its prototypes copied the description has more than ${MOST_ATTRIBUTES.toLocaleString('en-GB')} attributes`,
        at,
        { fatal: true },
      );
  }
}

export interface Slot {
  readonly name: string;
  value: Value | Component | Tree;
  readonly tags: readonly string[];
  readonly at: FilePlace;
  /** From our own prelude: no line of the reader's. */
  readonly bundled: boolean;
  /** Its component is being made: who asks for it meanwhile goes in a circle. */
  busy: boolean;
}

export interface Placement {
  readonly path: readonly string[];
  readonly slot: Slot;
}

export class Tree {
  readonly name: string;
  readonly slots = new Map<string, Slot>();
  /** Names of the prototypes it is made of, nearest last. */
  readonly types: string[] = [];
  readonly placements: Placement[] = [];
  readonly data: boolean;
  readonly at: FilePlace;
  readonly depth: number;
  parent: Tree | undefined;

  constructor(options: {
    readonly name: string;
    readonly parent: Tree | undefined;
    readonly at: FilePlace;
    readonly data?: boolean;
  }) {
    const { name, parent, at, data = false } = options;
    this.name = name;
    this.parent = parent;
    this.at = at;
    this.data = data;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    if (this.depth > DEEPEST)
      throw new SmartfrogError(
        `more than ${DEEPEST} components lie within one another once prototypes are copied`,
        at,
        {
          fatal: true,
        },
      );
  }

  is(type: string): boolean {
    return this.types.includes(type);
  }

  /** An attribute of the same name keeps its place, as in the language. */
  put(slot: Slot): void {
    this.slots.set(slot.name, slot);
  }

  /** @example 'sfConfig:ce:vm' */
  path(): string {
    const above = this.parent?.path() ?? '';
    return above === '' ? this.name : `${above}:${this.name}`;
  }

  *children(): Iterable<Tree> {
    for (const { value } of this.slots.values()) if (value instanceof Tree) yield value;
  }
}

export const treeIn = (slot: Slot): Tree | undefined => (slot.value instanceof Tree ? slot.value : undefined);
export const componentIn = ({ value }: Slot): Component | undefined =>
  !(value instanceof Tree) && isComponent(value) ? value : undefined;

/** Everything of a prototype whose types are resolved, as attributes of `target`; components become copies below it. */
export function copyInto(prototype: Tree, target: Tree, budget: Budget): void {
  for (const slot of prototype.slots.values()) target.put(copySlot(slot, target, budget));
  for (const { path, slot } of prototype.placements)
    target.placements.push({ path, slot: copySlot(slot, target, budget) });
  target.types.push(...prototype.types);
}

function copySlot(slot: Slot, owner: Tree, budget: Budget): Slot {
  budget.spend(slot.at);
  const inner = treeIn(slot);
  return { ...slot, busy: false, value: inner === undefined ? slot.value : copyTree(inner, owner, budget) };
}

function copyTree(tree: Tree, parent: Tree, budget: Budget): Tree {
  const copy = new Tree({ name: tree.name, parent, at: tree.at, data: tree.data });
  copyInto(tree, copy, budget);
  return copy;
}
