/** Which of YAIM's files each is, by its name, and what they say together. */
import { isVoFile } from '@/lib/domain/site-import';
import type { ImportFinding, ImportProblem } from '../site-import';
import { type Assignment, readAssignments } from './read-assignments';
import { type Group, type NamedHost, readGroups, readUsers, readWorkers } from './read-tables';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface YaimFiles {
  /** Of `site-info.def`; the later of two of one name. */
  readonly settings: ReadonlyMap<string, Assignment>;
  /** Of each file of `vo.d`, by the VO. */
  readonly voSettings: ReadonlyMap<string, readonly Assignment[]>;
  readonly groups: readonly Group[];
  readonly workers: readonly NamedHost[];
  readonly findings: readonly ImportFinding[];
  readonly problems: readonly ImportProblem[];
}

type Part = 'site' | 'users' | 'groups' | 'workers' | 'vo';

/** @example partOf('etc/vo.d/atlas') // 'vo' */
export function partOf(name: string): Part | undefined {
  if (isVoFile(name)) return 'vo';
  const base = name.split('/').at(-1) ?? '';
  if (base.endsWith('.def')) return 'site';
  if (base === 'users.conf') return 'users';
  if (base === 'groups.conf') return 'groups';
  return base === 'wn-list.conf' ? 'workers' : undefined;
}

export function readFiles(files: readonly NamedText[]): YaimFiles {
  const known = new Map<string, string>();
  const settings = new Map<string, Assignment>();
  const voSettings = new Map<string, readonly Assignment[]>();
  const groups: Group[] = [];
  const workers: NamedHost[] = [];
  const findings: ImportFinding[] = [];
  const problems: ImportProblem[] = [];
  const of = (part: Part) => files.filter(({ name }) => partOf(name) === part);
  for (const { name } of files)
    if (partOf(name) === undefined)
      problems.push({
        file: name,
        line: 1,
        column: 1,
        message: 'its name does not tell what it is: site-info.def, users.conf, groups.conf, wn-list.conf or vo.d/NAME',
      });
  // In the order in which YAIM takes them in: what is set first may be put in later.
  for (const { name, text } of of('site')) {
    const read = readAssignments(name, text, known);
    for (const assignment of read.assignments) {
      const before = settings.get(assignment.name);
      if (before !== undefined)
        findings.push({
          ...before.at,
          kind: 'noted',
          construct: assignment.name,
          message: `line ${assignment.at.line} sets it again, which counts`,
        });
      settings.set(assignment.name, assignment);
    }
    findings.push(...read.findings);
    problems.push(...read.problems);
  }
  for (const { name, text } of of('vo')) {
    // What one VO sets is none of the next one's.
    const read = readAssignments(name, text, new Map(known));
    voSettings.set(name.split('/').at(-1) ?? name, read.assignments);
    findings.push(...read.findings);
    problems.push(...read.problems);
  }
  for (const { name, text } of of('groups')) {
    const read = readGroups(name, text);
    groups.push(...read.groups);
    findings.push(...read.findings);
  }
  for (const { name, text } of of('users')) findings.push(...readUsers(name, text));
  for (const { name, text } of of('workers')) {
    const read = readWorkers(name, text);
    workers.push(...read.hosts);
    findings.push(...read.findings);
  }
  return { settings, voSettings, groups, workers, findings, problems };
}
