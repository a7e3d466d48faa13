/** Nodes with what they take from templates. A field that is given replaces the template's whole, as a prototype's is. Pure. */
import type { Path } from './problem';
import type { SiteFile } from './schema/site-file';
import type { SiteNode } from './schema/node';

export type Report = (path: Path, message: string, at?: 'value' | 'name') => void;

export interface ResolvedNode {
  readonly fields: Omit<SiteNode, 'extends'>;
  /** Where each field stands in the file: in the node, or in a template. */
  readonly pathOf: (field: keyof SiteNode) => Path;
}

type Named = Readonly<Record<string, SiteNode>>;

export function resolveTemplates(file: SiteFile, report: Report): ReadonlyMap<string, ResolvedNode> {
  const templates: Named = file.templates ?? {};
  reportCircles(templates, report);
  for (const [name, template] of Object.entries(templates))
    reportUnknown(templates, ['templates', name], template, report);
  return new Map(
    Object.entries(file.nodes).map(([name, node]) => {
      reportUnknown(templates, ['nodes', name], node, report);
      return [name, resolve(templates, ['nodes', name], node)];
    }),
  );
}

function reportUnknown(templates: Named, path: Path, { extends: from }: SiteNode, report: Report): void {
  if (from === undefined || Object.hasOwn(templates, from)) return;
  const names = Object.keys(templates);
  report(
    [...path, 'extends'],
    names.length === 0 ? 'the file has no templates' : `no template is called so; there is ${names.join(', ')}`,
  );
}

/** Each circle once, at the first of its templates, with the whole way round. */
function reportCircles(templates: Named, report: Report): void {
  const done = new Set<string>();
  for (const first of Object.keys(templates)) {
    const way: string[] = [];
    let next: string | undefined = first;
    while (next !== undefined && !done.has(next) && !way.includes(next)) {
      way.push(next);
      next = Object.hasOwn(templates, next) ? templates[next]?.extends : undefined;
    }
    if (next !== undefined && way.includes(next)) {
      const circle = [...way.slice(way.indexOf(next)), next];
      report(['templates', next, 'extends'], `templates extend one another in a circle: ${circle.join(' → ')}`);
    }
    for (const name of way) done.add(name);
  }
}

function resolve(templates: Named, path: Path, node: SiteNode): ResolvedNode {
  const origins = new Map<string, Path>();
  const fields: Record<string, unknown> = {};
  const seen = new Set<string>();
  let place = path;
  let next: SiteNode | undefined = node;
  while (next !== undefined) {
    const { extends: from, ...own }: SiteNode = next;
    for (const [field, value] of Object.entries(own)) {
      if (value === undefined || Object.hasOwn(fields, field)) continue;
      fields[field] = value;
      origins.set(field, [...place, field]);
    }
    // One that it has been through is a circle, which has been told.
    if (from === undefined || seen.has(from)) break;
    seen.add(from);
    next = Object.hasOwn(templates, from) ? templates[from] : undefined;
    place = ['templates', from];
  }
  return {
    fields,
    pathOf: (field) => origins.get(field) ?? path,
  };
}
