/** What a description says, as it is written: nothing is resolved yet. Values never change, so copies of prototypes share them. */
import type { FilePlace } from '../site-import';

/** A step of a reference. `attrib` looks outwards through the containers, `here` in the component that was reached. */
export type Step =
  | { readonly kind: 'root' | 'parent' | 'this' | 'process' }
  | { readonly kind: 'attrib' | 'here'; readonly name: string }
  /** Of the machine that deploys: values that no file has. */
  | { readonly kind: 'host' | 'property' | 'constant'; readonly name: string };

export interface Reference {
  readonly kind: 'reference';
  readonly steps: readonly Step[];
  readonly lazy: boolean;
  /** The reference itself is the value. */
  readonly data: boolean;
  readonly optional: boolean;
  /** Of an optional one that leads nowhere. */
  readonly fallback: Value | undefined;
  readonly at: FilePlace;
  /** As one writes it. */
  readonly words: string;
}

export const OPERATORS = ['+', '-', '*', '/', '++', '<>', '==', '!=', '>=', '<=', '>', '<', '&&', '||', '!'] as const;
export type Operator = (typeof OPERATORS)[number];

export type Value =
  | { readonly kind: 'text'; readonly value: string; readonly at: FilePlace }
  | { readonly kind: 'number'; readonly value: number; readonly at: FilePlace }
  | { readonly kind: 'truth'; readonly value: boolean; readonly at: FilePlace }
  | { readonly kind: 'null' | 'tbd' | 'bytes'; readonly at: FilePlace }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly at: FilePlace }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly operands: readonly Value[];
      readonly at: FilePlace;
    }
  | {
      readonly kind: 'choice';
      readonly condition: Value;
      readonly chosen: Value;
      readonly otherwise: Value;
      readonly at: FilePlace;
    }
  | {
      readonly kind: 'call';
      readonly verb: 'APPLY' | 'ASSERT';
      readonly lazy: boolean;
      readonly body: readonly Attribute[];
      readonly at: FilePlace;
    }
  | Reference;

/** `extends A, B, { … }`: prototypes, merged in this order. */
export interface Component {
  readonly kind: 'component';
  /** Plain data, which is not deployed. */
  readonly data: boolean;
  readonly types: readonly (Reference | readonly Attribute[])[];
  readonly at: FilePlace;
}

export interface Attribute {
  /** More than one: a placement, e.g. `sfConfig:ce:ip`. */
  readonly path: readonly string[];
  readonly tags: readonly string[];
  readonly value: Value | Component;
  readonly at: FilePlace;
}

export interface Description {
  readonly attributes: readonly Attribute[];
  readonly includes: readonly { readonly file: string; readonly optional: boolean; readonly at: FilePlace }[];
  /** What is read over, and said to be. */
  readonly passedOver: readonly { readonly words: string; readonly why: string; readonly at: FilePlace }[];
}

export const isComponent = (value: Value | Component): value is Component => value.kind === 'component';
