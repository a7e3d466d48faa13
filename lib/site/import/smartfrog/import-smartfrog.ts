/**
 * A SmartFrog description, in the dialect of SmartDomains, as a site file. It throws for no text, and takes a bounded time for each.
 * Language: Reference Manual 3.18 (HP, 2012) and the grammar published with it. Components: SmartDomains 0.9.08.
 */
import { SITE_IMPORT_CHARACTERS_MAX } from '@/lib/domain/site-import';
import { type FilePlace, type ImportFinding, inOrder, oneLine, type SiteImport } from '../site-import';
import { mapSite } from './map-site';
import { Mapping } from './mapping';
import { parseSmartfrog } from './parse-smartfrog';
import { isBundled, preludeAttributes } from './prelude';
import { LinkResolver } from './resolve-links';
import { SYSTEM, TypeResolver } from './resolve-types';
import { SmartfrogError } from './smartfrog-error';
import type { Description } from './syntax';

/** @example importSmartfrog('sfConfig extends Compound { … }').draft // a site file, where there are no problems */
export function importSmartfrog(text: string): SiteImport {
  const findings: ImportFinding[] = [];
  try {
    if (text.length > SITE_IMPORT_CHARACTERS_MAX)
      throw new SmartfrogError(`it has more than ${SITE_IMPORT_CHARACTERS_MAX} characters`, { line: 1, column: 1 });
    const description = parseSmartfrog(text);
    tellOutside(description, findings);
    return importParsed(description, findings);
  } catch (error) {
    if (!(error instanceof SmartfrogError)) throw error;
    // What was not read may be why a name is not known.
    return { draft: undefined, problems: [{ ...error.place, message: error.message }], findings: inOrder(findings) };
  }
}

/** What a description takes from elsewhere. */
function tellOutside({ includes, passedOver }: Description, findings: ImportFinding[]): void {
  const tell = (at: FilePlace, construct: string, message: string): void => {
    findings.push({ ...at, kind: 'not-understood', construct: oneLine(construct), message });
  };
  for (const { file, optional, at } of includes)
    if (!isBundled(file))
      tell(at, `#include${optional ? '?' : ''} "${file}"`, 'files are not read; paste in front what it defines');
  for (const { words, why, at } of passedOver) tell(at, words, why);
}

function importParsed(description: Description, outside: readonly ImportFinding[]): SiteImport {
  const types = new TypeResolver(description.attributes, preludeAttributes());
  const system = types.resolveSystem();
  const links = new LinkResolver(types.root, (call, parent) => types.build(call.body, parent, call.at));
  links.resolveAll(system);
  const mapping = new Mapping(links);
  const draft = mapSite(mapping, system);
  for (const { name, by, at } of types.replaced)
    mapping.find('noted', at, name, `line ${by.line} says it again, which counts`);
  for (const { path, slot } of types.root.placements)
    if (path[0] !== SYSTEM)
      mapping.find('noted', slot.at, path.join(':'), `it is placed outside of ${SYSTEM}, which does not take it`);
  const problems = [...links.problems];
  if (draft === undefined)
    problems.push({ ...system.at, message: `there is no XenDomain in ${SYSTEM}, and so no node for a site file` });
  return {
    draft: problems.length > 0 ? undefined : draft,
    problems: inOrder(problems),
    findings: inOrder([...outside, ...mapping.findings]),
  };
}
