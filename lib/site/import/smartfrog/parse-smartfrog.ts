/** From words to what a description says. One reading from left to right, no deeper than `DEEPEST`. */
import type { FilePlace } from '../site-import';
import { ParseReferences } from './parse-references';
import type { Attribute, Component, Description, Operator, Reference, Value } from './syntax';
import { tokenize } from './tokenize';

/** @throws SmartfrogError where the text is no description */
export function parseSmartfrog(text: string): Description {
  return new Parser(tokenize(text)).description();
}

/** May stand between more than two values, all the same. */
const REPEATED: readonly string[] = ['++', '<>', '+', '*', '&&', '||'];
const BETWEEN_TWO: readonly string[] = ['==', '!=', '>=', '<=', '>', '<', '-', '/'];

class Parser extends ParseReferences {
  readonly #includes: Description['includes'][number][] = [];
  #unique = 0;

  description(): Description {
    const attributes = this.#attributes();
    if (this.next.kind !== 'end') throw this.unexpected('an attribute');
    return { attributes, includes: this.#includes, passedOver: this.passedOver };
  }

  #attributes(): readonly Attribute[] {
    const attributes: Attribute[] = [];
    for (;;) {
      if (this.next.kind === 'end' || this.isSign('}')) return attributes;
      if (this.take(';') !== undefined) continue;
      if (!this.#include()) attributes.push(this.#attribute());
    }
  }

  #include(): boolean {
    const codebase = this.take('#codebase');
    if (codebase !== undefined)
      this.pass(`#codebase ${this.text('the place of a code base')}`, 'no classes are loaded', codebase.at);
    const include = this.take('#include') ?? this.take('#include?');
    if (include === undefined) {
      if (codebase !== undefined) throw this.unexpected('#include');
      return false;
    }
    this.#includes.push({
      file: this.text('the name of a file'),
      optional: include.text === '#include?',
      at: include.at,
    });
    this.take(';');
    return true;
  }

  #attribute(): Attribute {
    const { at } = this.next;
    const tags = this.take('[') === undefined ? [] : this.#tags();
    const path = this.#path();
    return { path, tags, value: this.within(() => this.#value()), at };
  }

  #tags(): readonly string[] {
    const tags: string[] = [];
    while (this.take(']') === undefined) {
      tags.push(this.name('a tag'));
      this.take(',');
    }
    return tags;
  }

  #path(): readonly string[] {
    if (this.take('--') !== undefined) return [`--${(this.#unique += 1)}`];
    const path: string[] = [];
    do {
      const { kind, text } = this.next;
      if (kind !== 'word' && kind !== 'text') throw this.unexpected('the name of an attribute');
      path.push(text);
      this.forward();
      if (kind === 'text') break;
    } while (this.take(':') !== undefined);
    return path;
  }

  #value(): Attribute['value'] {
    const { at } = this.next;
    if (this.takeReserved('extends') !== undefined) return this.#component(at);
    if (this.take(';') !== undefined) return { kind: 'null', at };
    const value = this.simpleValue();
    this.expect(';');
    return value;
  }

  #component(at: FilePlace): Component {
    if (this.take(':') !== undefined)
      this.pass(
        `extends:${this.name('the kind of a component')}`,
        'components of a kind of their own are read as any other',
        at,
      );
    const data = this.takeReserved('DATA') !== undefined || this.takeReserved('LAZY') !== undefined;
    const types: (Reference | readonly Attribute[])[] = [];
    const done = (): Component => ({ kind: 'component', data, types, at });
    if (this.take(';') !== undefined) return done();
    for (;;) {
      const ended = this.#type(types);
      if (this.take(',') !== undefined || this.isSign('{')) continue;
      // A block ends a component by itself; a name needs its semicolon.
      if (!ended) this.expect(';');
      return done();
    }
  }

  /** @returns whether it was a block */
  #type(types: (Reference | readonly Attribute[])[]): boolean {
    const { at } = this.next;
    if (this.takeReserved('NULL') !== undefined) return false;
    if (this.take('{') === undefined) {
      types.push(this.link(at, { lazy: false, data: false }));
      return false;
    }
    types.push(this.#attributes());
    this.expect('}');
    return true;
  }

  override simpleValue(): Value {
    return this.within(() => this.#simpleValue());
  }

  #simpleValue(): Value {
    const { at } = this.next;
    if (this.take('(') !== undefined) return this.#operation(at);
    if (this.takeReserved('IF') !== undefined) {
      const condition = this.simpleValue();
      this.expectReserved('THEN');
      const chosen = this.simpleValue();
      this.expectReserved('ELSE');
      const otherwise = this.simpleValue();
      this.expectReserved('FI');
      return { kind: 'choice', condition, chosen, otherwise, at };
    }
    if (this.take('[') !== undefined) return { kind: 'list', items: this.items(']', () => this.simpleValue()), at };
    return this.primitive() ?? this.#reference(at);
  }

  #reference(at: FilePlace): Value {
    const lazy = this.takeReserved('LAZY') !== undefined;
    const verb = this.takeReserved('APPLY') ?? this.takeReserved('ASSERT');
    if (verb === undefined) return this.link(at, { lazy, data: false });
    this.expect('{');
    const body = this.within(() => this.#attributes());
    this.expect('}');
    return { kind: 'call', verb: verb.text === 'APPLY' ? 'APPLY' : 'ASSERT', lazy, body, at };
  }

  #operation(at: FilePlace): Value {
    if (this.take('!') !== undefined) {
      const operands = [this.simpleValue()];
      this.expect(')');
      return { kind: 'operation', operator: '!', operands, at };
    }
    const first = this.simpleValue();
    const sign = this.next.kind === 'sign' ? this.next.text : '';
    if (REPEATED.includes(sign)) {
      const operands = [first];
      while (this.take(sign) !== undefined) operands.push(this.simpleValue());
      this.expect(')');
      // It is one of the list, each of which is an operator.
      return { kind: 'operation', operator: sign as Operator, operands, at };
    }
    if (BETWEEN_TWO.includes(sign)) {
      this.forward();
      const operands = [first, this.simpleValue()];
      this.expect(')');
      return { kind: 'operation', operator: sign as Operator, operands, at };
    }
    this.expect(')');
    return first;
  }
}
