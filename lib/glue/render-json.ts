import { type GlueClass, type GlueEntry, GLUE_CLASSES, textsOf, type GlueValue } from './glue-entry';

/** An object of the model: its identifier, its attributes and, by their class, the objects below it. */
export interface GlueObject {
  readonly [name: string]: string | number | boolean | readonly string[] | readonly GlueObject[];
}

/**
 * The same model as objects: names without the prefix and the class, numbers as numbers, what is below it always a list.
 * @example renderJson([site]) // { AdminDomain: [{ ID: 'GRIDBOX', ComputingService: [{ ID: 'urn:…', … }] }] }
 */
export function renderJson(entries: readonly GlueEntry[]): GlueObject {
  const groups: Record<string, GlueObject[]> = {};
  for (const entry of flat(entries)) (groups[entry.class] ??= []).push(objectOf(entry));
  return groups;
}

/** A branch of the tree is no object of the model: what is below it takes its place. */
const flat = (entries: readonly GlueEntry[]): readonly GlueEntry[] =>
  entries.flatMap((entry) => (entry.class === 'Group' ? flat(entry.children) : [entry]));

const objectOf = (entry: GlueEntry): GlueObject => ({
  ID: entry.id,
  ...Object.fromEntries(
    Object.entries(entry.attributes).flatMap(([name, value]) => {
      const plain = plainValue(value);
      return plain === undefined ? [] : [[shortName(name, entry.class), plain]];
    }),
  ),
  ...renderJson(entry.children),
});

function plainValue(value: GlueValue): string | number | boolean | readonly string[] | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const texts = textsOf(value);
  return texts.length === 0 ? undefined : typeof value === 'string' ? value : texts;
}

/** @example shortName('GLUE2ComputingShareFreeSlots', 'ComputingShare') // 'FreeSlots' */
function shortName(name: string, glueClass: GlueClass): string {
  const { chain } = GLUE_CLASSES[glueClass];
  const prefix = chain.toReversed().find((each) => name.startsWith(each) && name.length > each.length);
  return prefix === undefined ? name : name.slice(prefix.length);
}
