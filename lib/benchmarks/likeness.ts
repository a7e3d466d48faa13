/**
 * May two results be compared? What has to be alike, what is only worth a note, and both in words. Pure.
 *
 * likenessOf(native, guest, ['technology']) → { unlike: ['processor: run by it against emulated'], noted: ['vCPUs: 4 against 2'] }
 */
import { formatKiB } from '@/lib/utils/units';
import { measuredOnWords } from './measured-on';
import type { BenchmarkResult, Conditions } from './result';

/**
 * What is compared on purpose: a difference in it is the question, not an obstacle. `configuration`: how many pairs run at once,
 * and on one host or across two.
 */
export type Purpose = 'technology' | 'host' | 'configuration';

/** Of a result what says whether it may stand beside another. */
export type Compared = Pick<BenchmarkResult, 'conditions' | 'measuredOn'>;

export interface Likeness {
  /** Each forbids the comparison unless somebody asks for it all the same. */
  readonly unlike: readonly string[];
  /** Each may explain a difference; none forbids to look at it. */
  readonly noted: readonly string[];
}

type Value = string | number | boolean | undefined;
interface Condition {
  readonly name: string;
  readonly read: (compared: Compared) => Value;
  readonly say?: (value: Exclude<Value, undefined>) => string;
  /** Where this is the purpose, the condition may differ. */
  readonly purpose?: Purpose;
}
/** What an administrator of Xen signs in to passes for the host, but is not the bare one. */
const DOM0 = 'dom0';

const of =
  (field: keyof Conditions) =>
  ({ conditions }: Compared): Value =>
    conditions[field];

const UNLIKE: readonly Condition[] = [
  { name: 'benchmark', read: of('benchmark') },
  { name: 'version of the benchmark', read: of('version') },
  { name: 'parameters', read: of('parameters'), say: (value) => (value === '' ? 'none' : String(value)) },
  { name: 'ends', read: of('ends'), say: (value) => (value === 'pair' ? 'between two' : 'in one') },
  {
    name: 'hosts',
    read: of('sameHost'),
    say: (value) => (value === true ? 'both ends on one' : 'across two'),
    purpose: 'configuration',
  },
  { name: 'at the same time', read: of('guests'), purpose: 'configuration' },
  { name: 'host CPU model', read: of('hostCpuModel'), purpose: 'host' },
  {
    name: 'processor',
    read: of('emulated'),
    say: (value) => (value === true ? 'emulated' : 'real'),
  },
  {
    name: 'technology',
    read: ({ measuredOn, conditions }) =>
      measuredOn === 'unknown' ? undefined : conditions.dom0 === true ? DOM0 : measuredOn,
    // All that is not DOM0 was read from a result's own `measuredOn`, so it is one.
    say: (value) => (value === DOM0 ? 'Xen’s own domain' : measuredOnWords(value as BenchmarkResult['measuredOn'])),
    purpose: 'technology',
  },
];

const NOTED: readonly Condition[] = [
  { name: 'hypervisor version', read: of('hypervisorVersion'), purpose: 'technology' },
  { name: 'guest kernel', read: of('guestKernel') },
  { name: 'vCPUs', read: of('vcpus') },
  { name: 'memory', read: of('memoryKiB'), say: (value) => formatKiB(Number(value)) },
  { name: 'microcode', read: of('microcode'), purpose: 'host' },
];

const words = (condition: Condition, value: Value): string =>
  value === undefined ? 'not known' : (condition.say?.(value) ?? String(value));

/** What differs between the first and the second, the first's value first. Of what neither knows nothing is said. */
export function likenessOf(first: Compared, second: Compared, onPurpose: readonly Purpose[] = []): Likeness {
  const differing = (
    conditions: readonly Condition[],
  ): readonly (Condition & { readonly pair: readonly [Value, Value] })[] =>
    conditions
      .filter(({ purpose }) => purpose === undefined || !onPurpose.includes(purpose))
      .map((condition) => ({ ...condition, pair: [condition.read(first), condition.read(second)] as const }))
      .filter(({ pair: [one, other] }) => one !== other);
  const say = (condition: Condition & { readonly pair: readonly [Value, Value] }): string =>
    `${condition.name}: ${words(condition, condition.pair[0])} against ${words(condition, condition.pair[1])}`;
  return {
    // What one side does not tell is not known to be alike.
    unlike: differing(UNLIKE).map(say),
    noted: [
      ...(onPurpose.includes('technology') && [first, second].some(({ conditions }) => conditions.dom0 === true)
        ? ['native is Xen’s own domain (dom0), not the bare host']
        : []),
      ...differing(NOTED)
        .filter(({ pair }) => !pair.includes(undefined))
        .map(say),
    ],
  };
}

/** Results with one key are alike in all that has to be. */
export const likeKey = (compared: Compared): string => JSON.stringify(UNLIKE.map(({ read }) => read(compared) ?? null));

/** All that changed from an earlier result to a later one, whether or not it forbids to compare them. @example ['guest kernel: 6.1 → 6.6'] */
export function changesBetween(before: Compared, after: Compared): string[] {
  return [...UNLIKE, ...NOTED].flatMap((condition) => {
    const [one, other] = [condition.read(before), condition.read(after)];
    return one === other ? [] : [`${condition.name}: ${words(condition, one)} → ${words(condition, other)}`];
  });
}

/** What of a result's conditions a reader has to know to place it, in words, e.g. to tell two rows of one technology apart. */
export function conditionWords({ conditions }: Compared): string[] {
  const { parameters, ends, sameHost, guests, hostCpuModel, emulated, version, dom0 } = conditions;
  return [
    ...(dom0 === true ? ['in Xen’s own domain'] : []),
    ...(ends === 'pair' && sameHost !== undefined ? [sameHost ? 'on one host' : 'across two hosts'] : []),
    ...(guests > 1 ? [`${guests} at once`] : []),
    ...(emulated === true ? ['emulated'] : []),
    ...(hostCpuModel === undefined ? [] : [hostCpuModel]),
    ...(parameters === '' ? [] : [parameters]),
    `version ${version}`,
  ];
}
