/** What is typed into the form of a pool: text by field, until it is one. */
import { readInstant, toLocalInput } from '@/components/form/local-instant';
import { CreatePool, type PoolDetail } from '@/lib/contracts/pools';

export const POOL_FIELDS = [
  'name',
  'environmentId',
  'vo',
  'system',
  'nodes',
  'addresses',
  'prefix',
  'network',
  'min',
  'max',
  'bootAhead',
  'idleSeconds',
  'closesAt',
  'takesSpecifications',
] as const;
export type PoolField = (typeof POOL_FIELDS)[number];
/** Of those that are typed. */
export type PoolText = Exclude<PoolField, 'takesSpecifications'>;
export type PoolDraft = Readonly<Record<PoolText, string>> & {
  readonly enabled: boolean;
  readonly takesSpecifications: boolean;
};

export const FIRST_POOL: PoolDraft = {
  name: '',
  environmentId: '',
  vo: '',
  system: '',
  nodes: '',
  addresses: '',
  prefix: '',
  network: '',
  min: '0',
  max: '1',
  bootAhead: '0',
  idleSeconds: '300',
  closesAt: '',
  enabled: true,
  takesSpecifications: false,
};

export const poolDraftOf = (pool: PoolDetail): PoolDraft => ({
  name: pool.name,
  environmentId: pool.environment.id,
  vo: pool.vo ?? '',
  system: pool.system,
  nodes: pool.nodes.join(', '),
  addresses: pool.addresses.join(', '),
  prefix: pool.prefix === null ? '' : String(pool.prefix),
  network: pool.network ?? '',
  min: String(pool.min),
  max: String(pool.max),
  bootAhead: String(pool.bootAhead),
  idleSeconds: String(pool.idleSeconds),
  closesAt: pool.closesAt === null ? '' : toLocalInput(pool.closesAt),
  enabled: pool.enabled,
  takesSpecifications: pool.takesSpecifications,
});

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((part) => part !== '');
/** What is no number stays text, of which the contract says what it has to be. */
const numberOf = (text: string): number | string => (/^[0-9]{1,9}$/.test(text.trim()) ? Number(text) : text);

/** The whole pool, or what is wrong with it by the field in which it was typed, as half sentences. */
export function readPoolDraft(
  draft: PoolDraft,
): { readonly pool: CreatePool } | { readonly problems: ReadonlyMap<PoolField, string> } {
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  const read = CreatePool.safeParse({
    name: draft.name.trim(),
    environmentId: draft.environmentId,
    vo: orNull(draft.vo),
    system: draft.system.trim(),
    nodes: listOf(draft.nodes),
    addresses: listOf(draft.addresses),
    prefix: draft.prefix.trim() === '' ? null : numberOf(draft.prefix),
    network: orNull(draft.network),
    min: numberOf(draft.min),
    max: numberOf(draft.max),
    bootAhead: numberOf(draft.bootAhead),
    idleSeconds: numberOf(draft.idleSeconds),
    closesAt: draft.closesAt === '' ? null : (readInstant(draft.closesAt) ?? draft.closesAt),
    enabled: draft.enabled,
    takesSpecifications: draft.takesSpecifications,
  });
  if (read.success) return { pool: read.data };
  const problems = new Map<PoolField, string>();
  for (const { path, message } of read.error.issues) {
    const at = POOL_FIELDS.find((field) => field === path[0]) ?? 'name';
    const told = at === 'environmentId' ? 'choose one' : message;
    // Of one that is among several it is said which.
    const [, index] = path;
    const text = draft[at];
    const which = typeof index === 'number' && typeof text === 'string' ? listOf(text)[index] : undefined;
    if (!problems.has(at)) problems.set(at, which === undefined ? told : `${which}: ${told}`);
  }
  return { problems };
}
