/**
 * A site file, checked: every mistake with its place, or the site that it asks for. It throws for no text, and takes a bounded time for
 * each. Pure: the editor, the server and whoever applies a site read by it.
 */
import { MOST_PROBLEMS } from './limits';
import type { CheckedSite } from './checked-site';
import { buildSite } from './build-site';
import type { SiteProblem } from './problem';
import { readYaml } from './read-yaml';
import { resolveTemplates, type Report } from './resolve-templates';
import { schemaProblems } from './schema-problems';
import { SiteFile } from './schema/site-file';
import { warnUnused } from './warn-unused';

export type SiteCheck =
  /** Warnings: what is written there and not done, see `warnUnused`. */
  | { readonly site: CheckedSite; readonly warnings: readonly SiteProblem[] }
  | { readonly problems: readonly SiteProblem[] };

/** @example checkSite('kind: Site') // { problems: [{ line: 1, column: 1, …, field: 'apiVersion', message: 'is missing' }, …] } */
export function checkSite(text: string): SiteCheck {
  const read = readYaml(text);
  const problems = [...read.problems];
  const done = (): SiteCheck => ({ problems: inOrder(problems) });
  // A text that is no YAML has said so; one that is empty is told what a site file has.
  if (read.value === undefined) return done();
  const parsed = SiteFile.safeParse(read.value, { reportInput: true });
  if (!parsed.success) {
    problems.push(...schemaProblems(parsed.error.issues.slice(0, MOST_PROBLEMS), read.locate));
    return done();
  }
  const report: Report = (path, message, at) => {
    if (problems.length < MOST_PROBLEMS) problems.push(read.locate(path, message, at));
  };
  const nodes = resolveTemplates(parsed.data, report);
  const site = buildSite(parsed.data, nodes, report);
  if (problems.length > 0 || site === undefined) return done();
  const warnings: SiteProblem[] = [];
  warnUnused(parsed.data, nodes, (path, message, at) => void warnings.push(read.locate(path, message, at)));
  return { site, warnings: inOrder(warnings) };
}

const inOrder = (told: readonly SiteProblem[]): readonly SiteProblem[] =>
  told.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MOST_PROBLEMS);
