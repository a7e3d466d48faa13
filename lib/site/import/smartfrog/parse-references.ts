/** The half of the parser that reads single words: names, literals and references. */
import type { FilePlace } from '../site-import';
import { DEEPEST } from './limits';
import { SmartfrogError } from './smartfrog-error';
import type { Description, Reference, Step, Value } from './syntax';
import type { RESERVED, Token } from './tokenize';

type Reserved = (typeof RESERVED)[number];

const NAMED_STEPS: Partial<Record<string, 'attrib' | 'here' | 'host' | 'property' | 'constant'>> = {
  ATTRIB: 'attrib',
  HERE: 'here',
  HOST: 'host',
  PROPERTY: 'property',
  IPROPERTY: 'property',
  ENVPROPERTY: 'property',
  IENVPROPERTY: 'property',
  CONSTANT: 'constant',
};
const PLAIN_STEPS: Partial<Record<string, 'root' | 'parent' | 'this' | 'process'>> = {
  ROOT: 'root',
  PARENT: 'parent',
  THIS: 'this',
  PROCESS: 'process',
};

export abstract class ParseReferences {
  readonly passedOver: Description['passedOver'][number][] = [];
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  abstract simpleValue(): Value;

  get next(): Token {
    const token = this.#tokens[this.#index] ?? this.#tokens.at(-1);
    // The last of them is the end, which nothing goes beyond.
    if (token === undefined) throw new SmartfrogError('there is nothing here', { line: 1, column: 1 }, { fatal: true });
    return token;
  }

  forward(): void {
    this.#index += 1;
  }

  isSign(sign: string): boolean {
    return this.next.kind === 'sign' && this.next.text === sign;
  }

  take(sign: string): Token | undefined {
    return this.isSign(sign) ? this.#takeNext() : undefined;
  }

  takeReserved(word: Reserved): Token | undefined {
    const { kind, text } = this.next;
    return kind === 'reserved' && text === word ? this.#takeNext() : undefined;
  }

  expect(sign: string): void {
    if (this.take(sign) === undefined) throw this.unexpected(sign);
  }

  expectReserved(word: Reserved): void {
    if (this.takeReserved(word) === undefined) throw this.unexpected(word);
  }

  text(what: string): string {
    const { kind, text } = this.next;
    if (kind !== 'text') throw this.unexpected(what);
    this.forward();
    return text;
  }

  name(what: string): string {
    const { kind, text } = this.next;
    if (kind !== 'text' && kind !== 'word') throw this.unexpected(what);
    this.forward();
    return text;
  }

  pass(words: string, why: string, at: FilePlace): void {
    this.passedOver.push({ words, why, at });
  }

  wrong(message: string): SmartfrogError {
    return new SmartfrogError(message, this.next.at, { fatal: true });
  }

  unexpected(wanted: string): SmartfrogError {
    const { kind, text } = this.next;
    const found =
      kind === 'end'
        ? 'the text ends'
        : `there is ${kind === 'text' ? JSON.stringify(text.slice(0, 40)) : text.slice(0, 40)}`;
    return this.wrong(`${wanted} is expected here, and ${found}`);
  }

  /** Counts how deep it is: what reads itself would go as deep as the text likes. */
  within<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.wrong(`more than ${DEEPEST} components or values lie within one another`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  items<T>(end: string, read: () => T): readonly T[] {
    if (this.take(end) !== undefined) return [];
    const items = [read()];
    while (this.take(',') !== undefined) items.push(read());
    this.expect(end);
    return items;
  }

  /** A value that stands for itself; undefined where none begins here. */
  primitive(): Value | undefined {
    const { kind, text, at } = this.next;
    if (kind === 'text') return this.#taken({ kind: 'text', value: text, at });
    if (kind === 'number') return this.#taken({ kind: 'number', value: this.#number(text), at });
    if (kind === 'bytes') return this.#taken({ kind: 'bytes', at });
    if (this.takeReserved('NULL') !== undefined) return { kind: 'null', at };
    if (this.takeReserved('TBD') !== undefined) return { kind: 'tbd', at };
    if (this.takeReserved('true') !== undefined) return { kind: 'truth', value: true, at };
    if (this.takeReserved('false') !== undefined) return { kind: 'truth', value: false, at };
    if (this.takeReserved('DATA') !== undefined) return this.link(at, { lazy: false, data: true });
    if (this.take('[|') === undefined) return undefined;
    return { kind: 'list', items: this.items('|]', () => this.#primitiveOr('a value that stands for itself')), at };
  }

  /** `OPTIONAL(0) ROOT:a:b`, with or without its first word. */
  link(at: FilePlace, options: { readonly lazy: boolean; readonly data: boolean }): Reference {
    const optional = this.takeReserved('OPTIONAL') !== undefined;
    const fallback = optional && this.take('(') !== undefined ? this.#fallback() : undefined;
    const steps = [this.#step(true)];
    while (this.take(':') !== undefined) steps.push(this.#step(false));
    const words = `${options.lazy ? 'LAZY ' : ''}${steps.map(stepWords).join(':')}`;
    return { kind: 'reference', steps, optional, fallback, at, words, ...options };
  }

  #fallback(): Value {
    const value = this.#primitiveOr('a value that stands for itself');
    this.expect(')');
    return value;
  }

  #primitiveOr(what: string): Value {
    const value = this.within(() => this.primitive());
    if (value === undefined) throw this.unexpected(what);
    return value;
  }

  #step(first: boolean): Step {
    const { kind, text } = this.next;
    if (kind === 'word') return this.#taken({ kind: first ? 'attrib' : 'here', name: text });
    const plain = kind === 'reserved' ? PLAIN_STEPS[text] : undefined;
    if (plain !== undefined) return this.#taken({ kind: plain });
    const named = kind === 'reserved' ? NAMED_STEPS[text] : undefined;
    if (named === undefined) throw this.unexpected('a value');
    this.forward();
    return { kind: named, name: this.name('a name') };
  }

  /** Java's letters at the end say how many bytes it has, which is nothing to us. */
  #number(text: string): number {
    const value = Number(text.replace(/[dDlLfF]$/, ''));
    if (!Number.isFinite(value)) throw this.wrong(`${text.slice(0, 40)} is larger than numbers are`);
    return value;
  }

  #taken<T>(value: T): T {
    this.forward();
    return value;
  }

  #takeNext(): Token {
    return this.#taken(this.next);
  }
}

function stepWords(step: Step): string {
  if (!('name' in step)) return step.kind.toUpperCase();
  return step.kind === 'attrib' || step.kind === 'here' ? step.name : `${step.kind.toUpperCase()} ${step.name}`;
}
