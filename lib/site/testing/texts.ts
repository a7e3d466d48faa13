/** Site files for tests: the two that the format was drawn up with, and changes of them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkSite } from '../check-site';
import type { CheckedSite } from '../checked-site';
import { problemWords } from '../problem';

const here = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
/** CE, SE and two worker nodes on one host. */
export const ONE_HOST = here('one-host.yaml');
/** Several hosts with labels, a VO-box, a pool. */
export const MANY_HOSTS = here('many-hosts.yaml');

/** @throws Error where the text has not the words that are to be replaced: the test would look at nothing */
export function withChange(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`"${from}" is not in the text`);
  return text.replace(from, () => to);
}

/** Problems as one reads them, with their place. @example ['11:46 memory: 768MB — write a size such as 768Mi or 2Gi'] */
export function problemsOf(text: string): readonly string[] {
  const checked = checkSite(text);
  return 'problems' in checked
    ? checked.problems.map((problem) => `${problem.line}:${problem.column} ${problemWords(problem)}`)
    : [];
}

/** @throws Error with what is wrong */
export function siteOf(text: string): CheckedSite {
  const checked = checkSite(text);
  if ('site' in checked) return checked.site;
  throw new Error(checked.problems.map(problemWords).join('\n'));
}

/** A small file of these nodes, each line as it stands under `nodes:`. */
export const siteWith = (nodes: string, more = ''): string => `apiVersion: gridsite/v1
kind: Site
metadata: {name: tiny}
lifecycle: {onFailure: rollback, cleanup: verify}
vos: {atlas: {queue: atlas}, cms: {queue: cms}}
images:
  a: {path: /srv/a.img, sha512: "${'0'.repeat(128)}", arch: x86_64, virt: [hvm, pv]}
templates:
  n: {role: WN, image: a, memory: 512Mi}
hosts:
  one: {name: host-1, labels: {rack: a}}
  two: {name: host-2, labels: {rack: b}}
${more}nodes:
${nodes
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`;
