/**
 * Binds what a site file says of itself: `${vos.*.queue}` becomes `atlas,dteam`. A text that is bound may lead to others; a circle is
 * refused with the way round. Pure, each text bound once, and no more of it than `limits.ts` lets.
 */
import { LONGEST_BOUND, LONGEST_REFERENCE_CHAIN, MOST_BOUND, MOST_LOOKED_AT } from './limits';
import type { Path } from './problem';
import { matches, parseText, type TextPart } from './references';
import type { Report } from './resolve-templates';

/** What references reach: groups of values, and the values themselves. */
export interface View {
  readonly [name: string]: ViewValue;
}
export type ViewValue = string | number | boolean | undefined | View | Text;
/** A text of the file that may hold references itself. */
export class Text {
  readonly text: string;
  /** Where a mistake in it is told. */
  readonly path: Path;
  constructor(text: string, path: Path) {
    this.text = text;
    this.path = path;
  }
}

/** What `${lazy:nodes.X.…}` may ask of a node that runs. */
export const LAZY_FACTS = ['address', 'name', 'host'] as const;

export class Binder {
  readonly #view: View;
  readonly #report: Report;
  readonly #bound = new Map<Text, string>();
  /** Those on the way to the one that is being bound, with what leads from each to the next. */
  readonly #way: { readonly text: Text; readonly name: string }[] = [];
  readonly #several: ReadonlyMap<string, readonly string[]>;
  #length = 0;
  #looked = 0;

  /** @param several nodes with a count, and their instances: `nodes.wn` is each of them */
  constructor(view: View, several: ReadonlyMap<string, readonly string[]>, report: Report) {
    this.#view = view;
    this.#several = several;
    this.#report = report;
  }

  /** Counts a text that is taken as it stands. @returns whether there is room for it */
  count({ text, path }: Text): boolean {
    const before = this.#length;
    this.#length += text.length;
    if (before <= MOST_BOUND && this.#length > MOST_BOUND)
      this.#report(path, `texts of all domains come to more than ${MOST_BOUND.toLocaleString('en-GB')} characters`);
    return this.#length <= MOST_BOUND;
  }

  /** @param name as the text is called in a circle. @returns what could be bound is; the text itself where it has a mistake, which is told */
  bind(text: Text, name: string): string {
    const known = this.#bound.get(text);
    if (known !== undefined) return known;
    const parsed = parseText(text.text);
    if ('mistake' in parsed) {
      this.#report(text.path, parsed.mistake);
      this.#bound.set(text, text.text);
      return text.text;
    }
    const circle = this.#way.findIndex((each) => each.text === text);
    if (circle >= 0) {
      const names = [...this.#way.slice(circle).map((each) => each.name), name];
      this.#report(text.path, `references lead back to where they began: ${names.join(' → ')}`);
      return text.text;
    }
    if (this.#way.length >= LONGEST_REFERENCE_CHAIN) {
      this.#report(text.path, `more than ${LONGEST_REFERENCE_CHAIN} references lead to one another`);
      return text.text;
    }
    this.#way.push({ text, name });
    const value = parsed.parts.map((part) => this.#part(part, text)).join('');
    this.#way.pop();
    const kept = this.#limited(value, text);
    this.#bound.set(text, kept);
    return kept;
  }

  #limited(value: string, { text, path }: Text): string {
    if (value.length <= text.length) return value;
    this.#length += value.length;
    if (value.length <= LONGEST_BOUND && this.#length <= MOST_BOUND) return value;
    this.#report(
      path,
      `comes to more than ${LONGEST_BOUND.toLocaleString('en-GB')} characters once its references are bound`,
    );
    return text;
  }

  #part(part: TextPart, within: Text): string {
    if ('text' in part) return part.text;
    switch (part.kind) {
      case 'value':
      case 'phase2':
        return this.#value(part.target, part.written, within);
      case 'lazy':
        this.#checkLazy(part.target, part.written, within);
        return part.written;
      case 'secret':
      case 'file':
      case 'template':
        return part.written;
    }
  }

  #value(target: string, written: string, within: Text): string {
    const steps = target.split('.');
    const found = this.#find(steps, written, within);
    const values = found?.flatMap(({ name, value }) => this.#scalar(name, value, written, within) ?? []);
    return values === undefined || values.length === 0 ? written : values.join(',');
  }

  #scalar(name: string, value: ViewValue, written: string, within: Text): string | undefined {
    if (value instanceof Text) return this.bind(value, name);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const [, node] = /^nodes\.([^.]+)\.address$/.exec(name) ?? [];
    this.#report(
      within.path,
      value === undefined
        ? node === undefined
          ? `${written}: ${name} is not said in the file`
          : `${written}: ${node} has no address in the file; \${lazy:nodes.${node}.address} is what it gets`
        : `${written}: ${name} is a group of values; name one of them`,
    );
    return undefined;
  }

  /** @returns undefined where one of the steps leads nowhere, which is told */
  #find(steps: readonly string[], written: string, within: Text) {
    let found: readonly { readonly name: string; readonly value: ViewValue }[] = [{ name: '', value: this.#view }];
    for (const [index, step] of steps.entries()) {
      const asked = index === 1 && steps[0] === 'nodes' ? (this.#several.get(step) ?? [step]) : [step];
      const next = asked.flatMap((one) => found.flatMap(({ name, value }) => this.#stepInto(name, value, one)));
      if (this.#looked > MOST_LOOKED_AT) {
        if (this.#looked !== Number.POSITIVE_INFINITY)
          this.#report(
            within.path,
            'references of this file reach too much, as patterns such as nodes.*.* do; name what is meant',
          );
        this.#looked = Number.POSITIVE_INFINITY;
        return undefined;
      }
      if (next.length === 0) {
        const where = steps.slice(0, index).join('.');
        const names = [...new Set(found.flatMap(({ value }) => (isView(value) ? Object.keys(value) : [])))];
        const there =
          names.length === 0 ? '' : `; there is ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}`;
        this.#report(within.path, `${written}: ${where === '' ? 'the file' : where} has no ${step}${there}`);
        return undefined;
      }
      found = next;
    }
    return found;
  }

  #stepInto(name: string, value: ViewValue, step: string): { readonly name: string; readonly value: ViewValue }[] {
    if (!isView(value) || this.#looked > MOST_LOOKED_AT) return [];
    if (!step.includes('*')) {
      this.#looked += 1;
      return Object.hasOwn(value, step) ? [{ name: name === '' ? step : `${name}.${step}`, value: value[step] }] : [];
    }
    const keys = Object.keys(value);
    this.#looked += keys.length;
    return keys
      .filter((key) => matches(step, key))
      .map((key) => ({ name: name === '' ? key : `${name}.${key}`, value: value[key] }));
  }

  #checkLazy(target: string, written: string, within: Text): void {
    const [noun, , fact, ...rest] = target.split('.');
    if (noun !== 'nodes' || rest.length > 0 || !LAZY_FACTS.some((each) => each === fact)) {
      this.#report(
        within.path,
        `${written}: while the site starts a node has ${LAZY_FACTS.join(', ')}, as in \${lazy:nodes.ce.address}`,
      );
      return;
    }
    this.#find(target.split('.').slice(0, 2), written, within);
  }
}

const isView = (value: ViewValue): value is View => typeof value === 'object' && !(value instanceof Text);
