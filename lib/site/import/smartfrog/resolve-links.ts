/**
 * The third and fourth phase: operators and links become values. What is bound at run time stays `Lazy`, what no file can tell is
 * `Unknown` with its reason; a mistake is told once, and what hangs on it is unknown.
 */
import type { FilePlace, ImportProblem } from '../site-import';
import { DEEPEST_RESOLVED, LONGEST_CHAIN, LONGEST_LIST, LONGEST_TEXT, MOST_MADE, MOST_STEPS } from './limits';
import { apply, type Plain } from './operators';
import { SmartfrogError } from './smartfrog-error';
import { isComponent, type Reference, type Step, type Value } from './syntax';
import { type Slot, Tree } from './tree';

/** Bound while the system starts. */
export class Lazy {
  readonly reference: Reference | undefined;
  readonly from: Tree;
  /** @param reference undefined where an operator has a lazy part */
  constructor(reference: Reference | undefined, from: Tree) {
    this.reference = reference;
    this.from = from;
  }
}
export class Unknown {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}
export type Resolved = Plain | readonly Resolved[] | Tree | Lazy | Unknown;

const isPlain = (value: Resolved): value is Plain => value === null || typeof value !== 'object';
/** Of this nothing more is said. */
export const TOLD = new Unknown('it hangs on a mistake that is told');

export class LinkResolver {
  readonly problems: ImportProblem[] = [];
  /** Attributes that something leads to. */
  readonly linked = new Set<Slot>();
  readonly #root: Tree;
  readonly #build: (body: Extract<Value, { kind: 'call' }>, parent: Tree) => Tree;
  readonly #known = new Map<Slot, Resolved>();
  readonly #way: Slot[] = [];
  #steps = 0;
  #made = 0;
  #depth = 0;

  constructor(root: Tree, build: (body: Extract<Value, { kind: 'call' }>, parent: Tree) => Tree) {
    this.#root = root;
    this.#build = build;
  }

  /** Every attribute of a component and of those below it, so that every mistake is told. */
  resolveAll(tree: Tree): void {
    for (const slot of tree.slots.values()) {
      const value = this.resolve(slot, tree);
      if (value instanceof Tree && value.parent === tree) this.resolveAll(value);
    }
  }

  resolve(slot: Slot, owner: Tree): Resolved {
    const known = this.#known.get(slot);
    if (known !== undefined) return known;
    if (slot.value instanceof Tree) return slot.value;
    const circle = this.#way.indexOf(slot);
    if (circle >= 0) {
      const names = [...this.#way.slice(circle), slot].map(({ name }) => name);
      throw new SmartfrogError(`links lead back to where they began: ${names.join(' → ')}`, slot.at);
    }
    if (this.#way.length >= LONGEST_CHAIN)
      throw new SmartfrogError(`more than ${LONGEST_CHAIN} links lead to one another`, slot.at, { fatal: true });
    this.#way.push(slot);
    const value = this.#caught(slot, owner);
    this.#way.pop();
    this.#known.set(slot, value);
    return value;
  }

  /** What a lazy reference leads to as the description stands; undefined where that is not known before it runs. */
  followLazily({ reference, from }: Lazy): { readonly slot: Slot; readonly owner: Tree } | undefined {
    if (reference === undefined) return undefined;
    try {
      return this.#follow(reference, from);
    } catch (error) {
      if (error instanceof SmartfrogError && !error.fatal) return undefined;
      throw error;
    }
  }

  #caught(slot: Slot, owner: Tree): Resolved {
    const { value } = slot;
    if (value instanceof Tree) return value;
    if (isComponent(value)) return new Unknown('a component that is none of the system');
    try {
      return this.#value(value, owner, slot.name);
    } catch (error) {
      if (!(error instanceof SmartfrogError) || error.fatal) throw error;
      this.problems.push({ ...error.place, message: error.message });
      return TOLD;
    }
  }

  #value(value: Value, from: Tree, name: string): Resolved {
    this.#step(value.at);
    return this.#within(value.at, () => this.#valueOf(value, from, name));
  }

  #valueOf(value: Value, from: Tree, name: string): Resolved {
    switch (value.kind) {
      case 'text':
      case 'number':
      case 'truth':
        return value.value;
      case 'null':
        return null;
      case 'bytes':
        return new Unknown('bytes have no place in a site file');
      case 'tbd':
        throw new SmartfrogError(
          `${name} of ${from.path()} is TBD: it has to be given a value before the system is deployed`,
          value.at,
        );
      case 'list':
        return value.items.map((item) => this.#value(item, from, name));
      case 'reference':
        return this.#reference(value, from);
      case 'choice':
        return this.#choice(value, from, name);
      case 'operation':
        return this.#operation(value, from, name);
      case 'call':
        return this.#call(value, from, name);
    }
  }

  #reference(reference: Reference, from: Tree): Resolved {
    if (reference.lazy) return new Lazy(reference, from);
    if (reference.data) return new Unknown(`${reference.words} is kept as a reference, and not looked up`);
    const machine = reference.steps.find(({ kind }) => MACHINE.includes(kind));
    if (machine !== undefined && reference.fallback === undefined)
      return new Unknown(`${reference.words} is a value of the machine that would deploy it`);
    const found = machine === undefined ? this.#follow(reference, from) : undefined;
    if (found !== undefined) return this.resolve(found.slot, found.owner);
    if (reference.fallback !== undefined) return this.#value(reference.fallback, from, reference.words);
    if (reference.optional) return null;
    throw new SmartfrogError(`${reference.words} leads nowhere`, reference.at);
  }

  /** The attribute at the end of a reference; undefined where there is none. */
  #follow(reference: Reference, from: Tree): { readonly slot: Slot; readonly owner: Tree } | undefined {
    return this.#within(reference.at, () => this.#followSteps(reference, from));
  }

  #followSteps(reference: Reference, from: Tree): { readonly slot: Slot; readonly owner: Tree } | undefined {
    let current: Tree | undefined = from;
    let found: { readonly slot: Slot; readonly owner: Tree } | undefined;
    for (const [index, step] of reference.steps.entries()) {
      this.#step(reference.at);
      if (current === undefined) return undefined;
      found = this.#stepTo(step, current);
      if (found === undefined) return undefined;
      this.linked.add(found.slot);
      if (index === reference.steps.length - 1) return found;
      const value = this.resolve(found.slot, found.owner);
      const next = value instanceof Lazy ? this.#through(value) : value;
      current = next instanceof Tree ? next : undefined;
    }
    return found;
  }

  #through(lazy: Lazy): Resolved | undefined {
    const found = this.followLazily(lazy);
    return found === undefined ? undefined : this.resolve(found.slot, found.owner);
  }

  #stepTo(step: Step, from: Tree): { readonly slot: Slot; readonly owner: Tree } | undefined {
    switch (step.kind) {
      case 'root':
        return this.#whole(this.#root);
      case 'this':
        return this.#whole(from);
      case 'parent':
        return from.parent === undefined ? undefined : this.#whole(from.parent);
      case 'here': {
        const slot = from.slots.get(step.name);
        return slot === undefined ? undefined : { slot, owner: from };
      }
      case 'attrib':
        for (let tree: Tree | undefined = from; tree !== undefined; tree = tree.parent) {
          this.#step(from.at);
          const slot = tree.slots.get(step.name);
          if (slot !== undefined) return { slot, owner: tree };
        }
        return undefined;
      case 'process':
      case 'host':
      case 'property':
      case 'constant':
        return undefined;
    }
  }

  /** A component that is led to without a name of its own. */
  #whole(tree: Tree): { readonly slot: Slot; readonly owner: Tree } {
    const owner = tree.parent ?? tree;
    const own = tree.parent?.slots.get(tree.name);
    if (own?.value === tree) return { slot: own, owner };
    return { slot: { name: tree.name, value: tree, tags: [], at: tree.at, bundled: true, busy: false }, owner };
  }

  #choice(value: Extract<Value, { kind: 'choice' }>, from: Tree, name: string): Resolved {
    const condition = this.#value(value.condition, from, name);
    if (typeof condition === 'boolean') return this.#value(condition ? value.chosen : value.otherwise, from, name);
    if (condition instanceof Lazy) return new Lazy(undefined, from);
    if (condition instanceof Unknown) return condition;
    throw new SmartfrogError('IF asks for something that is true or false', value.at);
  }

  #operation(value: Extract<Value, { kind: 'operation' }>, from: Tree, name: string): Resolved {
    const operands = value.operands.map((operand) => this.#value(operand, from, name));
    if (operands.some((each) => each instanceof Lazy)) return new Lazy(undefined, from);
    const unknown = operands.find((each) => each instanceof Unknown);
    if (unknown !== undefined) return unknown;
    if (value.operator === '<>') return this.#appended(operands, value.at);
    const plain = operands.filter(isPlain);
    if (plain.length < operands.length)
      throw new SmartfrogError(`${value.operator} takes texts, numbers and truth values alone`, value.at);
    const made = apply(value.operator, plain, value.at);
    if (typeof made === 'string') this.#count(made.length, value.at);
    return made;
  }

  #appended(operands: readonly Resolved[], at: FilePlace): Resolved {
    const lists = operands.filter((each): each is readonly Resolved[] => Array.isArray(each));
    if (lists.length < operands.length) throw new SmartfrogError('<> takes lists alone', at);
    const items = lists.reduce((sum, list) => sum + list.length, 0);
    if (items > LONGEST_LIST)
      throw new SmartfrogError(`<> makes a list of more than ${LONGEST_LIST} items`, at, { fatal: true });
    this.#count(items, at);
    return lists.flat();
  }

  #call(value: Extract<Value, { kind: 'call' }>, from: Tree, name: string): Resolved {
    if (value.lazy) return new Lazy(undefined, from);
    const body = this.#build(value, from);
    if (value.verb === 'APPLY') {
      const named = body.slots.get('sfFunctionClass');
      const called = named === undefined ? undefined : this.resolve(named, body);
      return new Unknown(
        `APPLY calls ${typeof called === 'string' ? called : 'a function'}, and no classes are loaded`,
      );
    }
    for (const slot of body.slots.values()) {
      const held = this.resolve(slot, body);
      if (held === false)
        throw new SmartfrogError(`${name} of ${from.path()} asserts ${slot.name}, which does not hold`, value.at);
      if (held instanceof Unknown || held instanceof Lazy)
        return new Unknown(`whether ${slot.name} holds is not known before it runs`);
    }
    return true;
  }

  /** Links and values within values go as deep as the text likes; lazy ones may lead to each other, which is no mistake by itself. */
  #within<T>(at: FilePlace, work: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST_RESOLVED)
      throw new SmartfrogError('links and values lead into one another without end, or nearly so', at, { fatal: true });
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  #step(at: FilePlace): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS)
      throw new SmartfrogError('links and operators of this description take more steps than are gone', at, {
        fatal: true,
      });
  }

  #count(length: number, at: FilePlace): void {
    this.#made += length;
    if (length > LONGEST_TEXT || this.#made > MOST_MADE)
      throw new SmartfrogError('operators of this description make more text than is kept', at, { fatal: true });
  }
}

const MACHINE: readonly Step['kind'][] = ['process', 'host', 'property', 'constant'];
