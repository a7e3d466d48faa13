/** References that are read where a domain is made: `${lazy:…}` and `${secret:…}`. Pure. */
import type { CheckedSite, WantedDomain } from '../checked-site';
import { isPlain, matches, parseText, type ReferenceKind } from '../references';

export interface LateFacts {
  /** Of each instance the host that it is on, or goes to. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Undefined: not read; a reference to one stands as it is written. */
  readonly secrets: ReadonlyMap<string, string> | undefined;
}

/** @returns the text with all that was known, and a sentence for each reference that was not */
export function bindLate(
  site: CheckedSite,
  text: string,
  facts: LateFacts,
): { readonly text: string; readonly missing: readonly string[] } {
  const parsed = parseText(text);
  // Its checker has let no other through.
  if ('mistake' in parsed) return { text, missing: [parsed.mistake] };
  const missing: string[] = [];
  const bound = parsed.parts.map((part): string => {
    if ('text' in part) return part.text;
    const values = valuesOf(site, part, facts);
    if (typeof values === 'string') return values;
    missing.push(values.why);
    return part.written;
  });
  return { text: bound.join(''), missing };
}

function valuesOf(
  site: CheckedSite,
  { kind, target, written }: { readonly kind: ReferenceKind; readonly target: string; readonly written: string },
  { hosts, secrets }: LateFacts,
): string | { readonly why: string } {
  switch (kind) {
    case 'lazy': {
      const [, pattern = '', fact = ''] = target.split('.');
      const nodes = site.domains.filter((each) => matches(pattern, each.node) || matches(pattern, each.instance));
      const values = nodes.map((each) => factOf(each, fact, hosts));
      const unknown = nodes[values.indexOf(undefined)];
      return unknown === undefined
        ? values.join(',')
        : { why: `${written}: ${unknown.instance} has no ${fact} in the file, and Gridbox asks no guest for it.` };
    }
    case 'secret':
      if (secrets === undefined) return written;
      return secrets.get(target) ?? { why: `${written}: the site has no secret of this name.` };
    case 'file':
    case 'template':
      return { why: `${written}: Gridbox keeps no files beside a site file; write the content itself.` };
    case 'value':
    case 'phase2':
      // Bound when the file was read.
      return written;
  }
}

function factOf(
  { name, instance, address }: WantedDomain,
  fact: string,
  hosts: LateFacts['hosts'],
): string | undefined {
  if (fact === 'name') return name;
  return fact === 'host' ? hosts.get(instance) : address;
}

/** All texts of a domain that may hold references. */
function textsOf({ software }: WantedDomain): readonly string[] {
  const vars = Object.values(software.vars).filter((value) => typeof value === 'string');
  return [...Object.values(software.files), ...vars, ...software.run.flat()];
}

/** What of a domain could not be filled in, in sentences; each once. */
export function missingOf(site: CheckedSite, wanted: WantedDomain, facts: LateFacts): readonly string[] {
  const { address } = wanted;
  // Whoever names it would get the reference in place of an address.
  const own =
    address === undefined || isPlain(address) ? [] : [`Its address ${address} is not known before it runs; write it.`];
  return [...new Set([...own, ...textsOf(wanted).flatMap((text) => bindLate(site, text, facts).missing)])];
}

/** Names of the secrets that a text names. */
export function secretsIn(text: string): readonly string[] {
  const parsed = parseText(text);
  if ('mistake' in parsed) return [];
  return parsed.parts.flatMap((part) => ('kind' in part && part.kind === 'secret' ? [part.target] : []));
}

/** Names of the secrets that its texts name. */
export const secretsNamed = (wanted: WantedDomain): readonly string[] => [
  ...new Set(textsOf(wanted).flatMap(secretsIn)),
];
