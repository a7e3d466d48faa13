/** How far a domain is apart from others, and clean: what is known of it, each in words. Pure. */
import type { DiskFacts, NicFacts } from './domain';
import type { HardwareVirtualization } from './host';
import type { SignatureState } from './image';
import type { NetworkFilterReading, SecurityLabel } from './readings';
import { instantWords } from '@/lib/utils/utc-words';

/** In the order in which they are shown. */
export const ISOLATION_FACTS = ['image', 'disks', 'removal', 'network', 'filter', 'label', 'hardware'] as const;
export type IsolationFact = (typeof ISOLATION_FACTS)[number];
export const ISOLATION_TITLES: Record<IsolationFact, string> = {
  image: 'Begun from a verified image',
  disks: 'Disks made for it',
  removal: 'Taken away after it',
  network: 'Network of its VO alone',
  filter: 'Network filter',
  label: 'Security label',
  hardware: 'Hardware support',
};

/** The same as what a domain is without: that is why it is not called clean. */
export const ISOLATION_WANTS: Record<IsolationFact, string> = {
  image: 'a verified image that it began from',
  disks: 'disks made for it alone',
  removal: 'a record by which all of it is taken away',
  network: 'a network of its VO alone',
  filter: 'rules of its network filter',
  label: 'its security label',
  hardware: 'the hardware support of its host',
};

/** `stated`: known, whichever way it is; such facts are told and neither good nor bad. */
export const ISOLATION_VERDICTS = ['holds', 'stated', 'fails', 'unknown'] as const;
export type IsolationVerdict = (typeof ISOLATION_VERDICTS)[number];

export interface JudgedFact {
  readonly fact: IsolationFact;
  readonly verdict: IsolationVerdict;
  readonly words: string;
  /** One a line, e.g. the rules of a filter. */
  readonly details: readonly string[];
}
export interface Isolation {
  /** Every fact holds or is stated: nothing fails, and nothing is unknown. */
  readonly clean: boolean;
  readonly facts: readonly JudgedFact[];
}

export interface MadeFacts {
  readonly kind: string;
  readonly path: string;
  readonly state: string;
  /** False: somebody else made it. */
  readonly ours: boolean;
}
/** Who else is on a segment, as far as Gridbox knows. */
export interface SegmentNeighbours {
  /** Domains of other VOs, or of none. */
  readonly others: number;
  /** Names of those that the reader may see. */
  readonly names: readonly string[];
}

export interface IsolationInput {
  readonly vo: string | undefined;
  /** Undefined where it was never read. */
  readonly definition:
    | {
        readonly disks: readonly Pick<DiskFacts, 'target' | 'kind' | 'source' | 'readOnly'>[];
        readonly nics: readonly NicFacts[];
        readonly securityLabels?: readonly SecurityLabel[] | undefined;
        readonly emulated: boolean;
        readonly guestMode: string;
      }
    | undefined;
  /** That it was made of, by the book. */
  readonly image:
    | {
        readonly name: string;
        readonly version: number;
        readonly digest: string;
        readonly signature: SignatureState;
        /** When the host's copy was compared with the manifest before its use; null: the host gives none back; undefined: not written down. */
        readonly comparedAt: Date | null | undefined;
      }
    | undefined;
  readonly made: readonly MadeFacts[];
  /** Undefined where its host was never read, or is not known. */
  readonly host:
    | {
        readonly name: string;
        readonly hardwareVirtualization: HardwareVirtualization;
        readonly securityModels?: readonly string[] | undefined;
        readonly networkFilters?: readonly NetworkFilterReading[] | undefined;
        readonly networks: readonly { readonly name: string; readonly kind: string }[];
      }
    | undefined;
  /** By the segment of each network card: see {@link segmentKey}. */
  readonly neighbours: ReadonlyMap<string, SegmentNeighbours>;
}

/** What two network cards share that are on one segment. Those of a multicast address are one on all hosts, others on their own. */
export const segmentKey = (nic: Pick<NicFacts, 'kind' | 'source'>, hostId: string): string =>
  nic.kind === 'mcast' ? `mcast ${nic.source ?? ''}` : `${hostId} ${nic.kind} ${nic.source ?? ''}`;

export function judgeIsolation(input: IsolationInput, hostId: string): Isolation {
  const facts = [
    image(input),
    disks(input),
    removal(input),
    network(input, hostId),
    filter(input),
    label(input),
    hardware(input),
  ];
  return { clean: facts.every(({ verdict }) => verdict === 'holds' || verdict === 'stated'), facts };
}

const judged =
  (fact: IsolationFact) =>
  (verdict: IsolationVerdict, words: string, details: readonly string[] = []): JudgedFact => ({
    fact,
    verdict,
    words,
    details,
  });
const UNREAD = 'Its definition was never read.';

function image({ image: of }: IsolationInput): JudgedFact {
  const say = judged('image');
  if (of === undefined) return say('fails', 'It was not made of an image of the library.');
  const name = `${of.name}, version ${of.version}`;
  const details = [`SHA-512 ${of.digest}`];
  if (of.signature !== 'verified')
    return say(
      'fails',
      `The manifest of ${name} is not signed by this site, so nothing is known of its bytes.`,
      details,
    );
  if (of.comparedAt === undefined)
    return say(
      'unknown',
      `Made of ${name}; that its host's copy was compared with the manifest is not written down.`,
      details,
    );
  return of.comparedAt === null
    ? say('unknown', `Made of ${name}; its host gives no file back, so that its copy could not be compared.`, details)
    : say(
        'holds',
        `Made of ${name}, whose bytes were compared with the signed manifest on the host before the first use.`,
        [...details, `compared ${instantWords(of.comparedAt)}`],
      );
}

/** What the guest can write to. */
const writable = (definition: NonNullable<IsolationInput['definition']>) =>
  definition.disks.filter(({ kind, readOnly }) => kind === 'disk' && !readOnly);
const isOwn = (made: readonly MadeFacts[], source: string | undefined): boolean =>
  source !== undefined && made.some(({ kind, path, ours }) => kind === 'disk' && ours && path === source);

function disks({ definition, made }: IsolationInput): JudgedFact {
  const say = judged('disks');
  if (definition === undefined) return say('unknown', UNREAD);
  const own = writable(definition);
  if (own.length === 0) return say('holds', 'It has no disk that it can write to.');
  const strange = own.filter(({ source }) => !isOwn(made, source));
  const details = own.map(({ target, source }) => `${target}: ${source ?? 'nothing in it'}`);
  return strange.length === 0
    ? say(
        'holds',
        own.length === 1 ? 'Its disk was made new for it.' : `Its ${own.length} disks were made new for it.`,
        details,
      )
    : say('fails', `Gridbox did not make ${strange.map(({ target }) => target).join(', ')} for it.`, details);
}

function removal({ definition, made }: IsolationInput): JudgedFact {
  const say = judged('removal');
  const things = made.filter(({ state }) => state !== 'gone');
  if (!things.some(({ kind, ours }) => kind === 'domain' && ours))
    return say('fails', 'Gridbox did not make it, and has not written down what is its own.');
  if (definition === undefined) return say('unknown', UNREAD);
  const left = writable(definition).filter(({ source }) => !isOwn(things, source));
  return left.length > 0
    ? say('fails', `${left.map(({ target }) => target).join(', ')} would stay: Gridbox did not make it.`)
    : say(
        'holds',
        'What is its own is written down, goes with it, and is looked for afterwards; the deletion shows what was found.',
        things.map(({ kind, path }) => (path === '' ? kind : `${kind} ${path}`)),
      );
}

function network(input: IsolationInput, hostId: string): JudgedFact {
  const say = judged('network');
  const { definition, vo } = input;
  if (definition === undefined) return say('unknown', UNREAD);
  if (definition.nics.length === 0) return say('holds', 'It has no network card.');
  if (vo === undefined) return say('fails', 'It is of no VO, so that its network is nobody’s own.');
  const each = definition.nics.map((nic) => segment(nic, input, hostId));
  const worst = (['fails', 'unknown', 'holds'] as const).find((verdict) => each.some((one) => one.verdict === verdict));
  const words = {
    fails: 'Its network is not that of its VO alone.',
    unknown: 'Who else is on its network is not known for certain.',
    holds: 'Nobody but its VO is on its network.',
  }[worst ?? 'unknown'];
  return say(
    worst ?? 'unknown',
    words,
    each.map(({ text }) => text),
  );
}

interface JudgedSegment {
  readonly verdict: 'holds' | 'fails' | 'unknown';
  readonly text: string;
}

function segment(nic: NicFacts, { host, neighbours }: IsolationInput, hostId: string): JudgedSegment {
  const at = `${nic.kind} ${nic.source ?? ''}`.trim();
  if (nic.kind === 'user') return { verdict: 'holds', text: `${at}: a network of its own, made by its hypervisor` };
  const { others, names } = neighbours.get(segmentKey(nic, hostId)) ?? { others: 0, names: [] };
  if (others > 0) {
    const hidden = others - names.length;
    const known = [...names, ...(hidden > 0 ? [`${hidden} that you do not see`] : [])].join(', ');
    return { verdict: 'fails', text: `${at}: domains of other VOs are on it as well: ${known}` };
  }
  if (nic.kind === 'mcast')
    return { verdict: 'holds', text: `${at}: a segment that guests of QEMU make among themselves` };
  const kind = nic.kind === 'network' ? host?.networks.find(({ name }) => name === nic.source)?.kind : undefined;
  if (kind === 'isolated') return { verdict: 'holds', text: `${at}: leads nowhere out of ${host?.name ?? 'its host'}` };
  return kind === undefined
    ? { verdict: 'unknown', text: `${at}: what is on it beside the domains that Gridbox knows is not known` }
    : { verdict: 'fails', text: `${at}: leads out of ${host?.name ?? 'its host'} (${kind})` };
}

function filter({ definition, host }: IsolationInput): JudgedFact {
  const say = judged('filter');
  if (definition === undefined) return say('unknown', UNREAD);
  if (definition.nics.length === 0) return say('stated', 'None: it has no network card.');
  const named = [...new Set(definition.nics.flatMap((nic) => nic.filter ?? []))];
  const bare = definition.nics.filter((nic) => nic.filter === undefined).length;
  if (named.length === 0) return say('stated', 'None: nothing that it sends is filtered by its host.');
  const rules = named.map((name) => host?.networkFilters?.find((one) => one.name === name));
  const details = rules.flatMap((one, index) =>
    one === undefined ? [`${named[index] ?? ''}: rules not told`] : [one.name, ...one.rules.map((rule) => `  ${rule}`)],
  );
  const words = `${named.join(', ')}${bare === 0 ? '' : `, and none on ${bare} of its ${definition.nics.length} network cards`}.`;
  return say(rules.includes(undefined) ? 'unknown' : 'stated', words, details);
}

function label({ definition, host }: IsolationInput): JudgedFact {
  const say = judged('label');
  if (definition === undefined) return say('unknown', UNREAD);
  const labels = definition.securityLabels ?? [];
  if (labels.length > 0)
    return say(
      'stated',
      labels
        .map(({ model, label: text }) => (text === undefined ? `${model}, made at each start` : `${model} ${text}`))
        .join('; '),
    );
  const models = host?.securityModels;
  if (models === undefined) return say('unknown', 'Neither its definition nor its host tells of labels.');
  return models.length === 0
    ? say('stated', 'None: its host labels no guests.')
    : say('stated', `None, although its host can label guests (${models.join(', ')}).`);
}

const HARDWARE_WORDS: Record<Exclude<HardwareVirtualization, 'unknown'>, string> = {
  svm: 'AMD SVM',
  'vt-x': 'Intel VT-x',
  vti: 'Intel VTi',
  none: 'none',
};

function hardware({ definition, host }: IsolationInput): JudgedFact {
  const say = judged('hardware');
  if (host === undefined || host.hardwareVirtualization === 'unknown')
    return say('unknown', 'Its host does not tell what its processors support.');
  const words = HARDWARE_WORDS[host.hardwareVirtualization];
  if (definition === undefined) return say('stated', `Processors of its host: ${words}.`);
  const use =
    definition.guestMode !== 'hvm' && definition.guestMode !== 'pvh'
      ? 'the guest does not use it'
      : definition.emulated
        ? 'the guest is emulated, and does not use it'
        : 'the guest runs by it';
  return say(
    'stated',
    host.hardwareVirtualization === 'none'
      ? 'Processors of its host: none.'
      : `Processors of its host: ${words}; ${use}.`,
  );
}
