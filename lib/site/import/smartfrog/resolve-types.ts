/**
 * The first two phases of the language: `extends` becomes copies of prototypes, and attributes with a path go where it leads.
 * Only what `sfConfig` is made of is resolved; the rest are building blocks, which may be incomplete.
 */
import type { FilePlace } from '../site-import';
import { LONGEST_CHAIN } from './limits';
import { SmartfrogError } from './smartfrog-error';
import { type Attribute, type Component, isComponent, type Reference, type Step } from './syntax';
import { Budget, componentIn, copyInto, type Slot, Tree, treeIn } from './tree';

export const SYSTEM = 'sfConfig';

export class TypeResolver {
  readonly root: Tree;
  readonly #prelude: Tree;
  readonly #budget = new Budget();
  /** Names of the components that are being made, outermost first. */
  readonly #way: string[] = [];
  /** Attributes that a later one of the same block replaced. */
  readonly replaced: { readonly name: string; readonly by: FilePlace; readonly at: FilePlace }[] = [];

  constructor(attributes: readonly Attribute[], prelude: readonly Attribute[]) {
    const at = { line: 1, column: 1 };
    this.root = new Tree({ name: '', parent: undefined, at });
    this.#prelude = new Tree({ name: '', parent: undefined, at });
    this.#declare(this.#prelude, prelude, true);
    this.#declare(this.root, attributes, false);
  }

  /** @throws SmartfrogError */
  resolveSystem(): Tree {
    const slot = this.root.slots.get(SYSTEM);
    if (slot === undefined)
      throw new SmartfrogError(
        `there is no ${SYSTEM}: it is the component that is the system, and the others are what it is made of`,
        this.root.at,
        { fatal: true },
      );
    const system = this.#built(slot, this.root);
    if (system === undefined)
      throw new SmartfrogError(`${SYSTEM} has to be a component: ${SYSTEM} extends …`, slot.at, { fatal: true });
    for (const { path, slot: placed } of this.root.placements)
      if (path[0] === SYSTEM) this.#place(this.root, path, placed);
    return system;
  }

  /** A component that stands within a value, as APPLY has it. */
  build(body: readonly Attribute[], parent: Tree, at: FilePlace): Tree {
    return this.#build({ kind: 'component', data: true, types: [body], at }, parent, 'APPLY', false);
  }

  #declare(tree: Tree, attributes: readonly Attribute[], bundled: boolean): void {
    const own = new Map<string, Attribute>();
    for (const attribute of attributes) {
      const { path, tags, value, at } = attribute;
      this.#budget.spend(at);
      const slot: Slot = { name: path.at(-1) ?? '', value, tags, at, bundled, busy: false };
      if (path.length > 1) tree.placements.push({ path, slot });
      else {
        const before = own.get(slot.name);
        if (before !== undefined) this.replaced.push({ name: slot.name, by: at, at: before.at });
        own.set(slot.name, attribute);
        tree.put(slot);
      }
    }
  }

  #build(component: Component, parent: Tree, name: string, bundled: boolean): Tree {
    const tree = new Tree({ name, parent, at: component.at, data: component.data });
    for (const type of component.types) {
      if (!isReference(type)) this.#declare(tree, type, bundled);
      else {
        const found = this.#type(type, parent);
        copyInto(found.tree, tree, this.#budget);
        tree.types.push(found.name);
      }
    }
    for (const slot of tree.slots.values()) this.#built(slot, tree);
    for (const { path, slot } of tree.placements) this.#place(tree, path, slot);
    tree.placements.length = 0;
    return tree;
  }

  /** The component of an attribute, made if it is not yet; undefined where it is none. */
  #built(slot: Slot, owner: Tree): Tree | undefined {
    const component = componentIn(slot);
    if (component === undefined) return treeIn(slot);
    if (slot.busy) {
      const from = this.#way.lastIndexOf(slot.name);
      throw new SmartfrogError(
        `components extend each other in a circle: ${[...this.#way.slice(Math.max(0, from)), slot.name].join(' → ')}`,
        slot.at,
        { fatal: true },
      );
    }
    if (this.#way.length >= LONGEST_CHAIN)
      throw new SmartfrogError(`more than ${LONGEST_CHAIN} components extend one another`, slot.at, { fatal: true });
    slot.busy = true;
    this.#way.push(slot.name);
    const tree = this.#build(component, owner, slot.name, slot.bundled);
    slot.value = tree;
    slot.busy = false;
    this.#way.pop();
    return tree;
  }

  #type(reference: Reference, from: Tree, links = 0): { readonly tree: Tree; readonly name: string } {
    const { words, at } = reference;
    if (links > LONGEST_CHAIN)
      throw new SmartfrogError(`${words} leads from one name to the next without end`, at, { fatal: true });
    let current: Tree = from;
    let name = '';
    for (const [index, step] of reference.steps.entries()) {
      const found = this.#step(step, current, links);
      if (found === undefined) {
        const rest = index === 0 ? '' : ` in ${name}`;
        throw new SmartfrogError(`${stepName(step)} is not known here${rest}, so nothing can extend ${words}`, at, {
          fatal: true,
        });
      }
      ({ tree: current } = found);
      name = found.name;
    }
    return { tree: current, name };
  }

  #step(step: Step, from: Tree, links: number): { readonly tree: Tree; readonly name: string } | undefined {
    switch (step.kind) {
      case 'root':
        return { tree: this.root, name: 'ROOT' };
      case 'this':
        return { tree: from, name: from.name };
      case 'parent':
        return from.parent === undefined ? undefined : { tree: from.parent, name: from.parent.name };
      case 'here':
        return this.#named(step.name, from, links);
      case 'attrib': {
        for (let tree: Tree | undefined = from; tree !== undefined; tree = tree.parent) {
          const found = this.#named(step.name, tree, links);
          if (found !== undefined) return found;
        }
        return this.#named(step.name, this.#prelude, links);
      }
      case 'process':
      case 'host':
      case 'property':
      case 'constant':
        return undefined;
    }
  }

  #named(name: string, tree: Tree, links: number): { readonly tree: Tree; readonly name: string } | undefined {
    const slot = tree.slots.get(name);
    if (slot === undefined) return undefined;
    const built = this.#built(slot, tree);
    if (built !== undefined) return { tree: built, name };
    // A name for another: `Mine Theirs;`.
    return isLink(slot.value) ? this.#type(slot.value, tree, links + 1) : undefined;
  }

  #place(from: Tree, path: readonly string[], slot: Slot): void {
    let target = from;
    for (const name of path.slice(0, -1)) {
      const next = target.slots.get(name);
      const tree = next === undefined ? undefined : treeIn(next);
      if (tree === undefined)
        throw new SmartfrogError(`${path.join(':')} cannot be placed: there is no component ${name}`, slot.at, {
          fatal: true,
        });
      target = tree;
    }
    const component = componentIn(slot);
    const value = component === undefined ? slot.value : this.#build(component, from, slot.name, slot.bundled);
    // Its own references are looked up from where it has come to.
    if (value instanceof Tree) value.parent = target;
    target.put({ ...slot, value });
  }
}

const isReference = (type: Component['types'][number]): type is Reference => !Array.isArray(type);
const isLink = (value: Slot['value']): value is Reference =>
  !(value instanceof Tree) && !isComponent(value) && value.kind === 'reference' && !value.lazy && !value.data;
const stepName = (step: Step): string => ('name' in step ? step.name : step.kind.toUpperCase());
