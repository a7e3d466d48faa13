/** The files of YAIM that are tables: `groups.conf`, `users.conf` and `wn-list.conf`, a line a row. */
import { groupBy } from '@/lib/utils/group-by';
import { type FilePlace, type ImportFinding, oneLine } from '../site-import';

interface Line extends FilePlace {
  readonly text: string;
}

/** Lines with something in them; a comment begins with #. */
const linesOf = (file: string, text: string): readonly Line[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({
      file,
      line: index + 1,
      column: line.length - line.trimStart().length + 1,
      text: line.trim(),
    }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));

const notUnderstood = ({ text, ...at }: Line, message: string): ImportFinding => ({
  ...at,
  kind: 'not-understood',
  construct: oneLine(text),
  message,
});

export interface Group {
  readonly vo: string;
  readonly fqan: string;
  /** `sgm`, `prd`, …; undefined: ordinary members. */
  readonly tag: string | undefined;
  readonly at: FilePlace;
}

/** `"/atlas/ROLE=lcgadmin":::sgm:`, in the forms of YAIM 3 and 4. */
export function readGroups(
  file: string,
  text: string,
): { readonly groups: readonly Group[]; readonly findings: readonly ImportFinding[] } {
  const groups: Group[] = [];
  const findings: ImportFinding[] = [];
  for (const line of linesOf(file, text)) {
    const [, quoted, bare, rest = ''] = /^(?:"([^"]*)"|([^":]+))((?::[^:]*)*)$/.exec(line.text) ?? [];
    const fqan = fqanOf(quoted ?? bare ?? '');
    const fields = rest.split(':').slice(1);
    const tag = fields[2]?.trim() ?? '';
    if (fqan === undefined || fields.length < 3 || !/^[A-Za-z0-9]{0,30}$/.test(tag)) {
      findings.push(notUnderstood(line, 'a row is "/vo/ROLE=x":group:gid:tag:vo'));
      continue;
    }
    if ((fields[0] ?? '') !== '' || (fields[1] ?? '') !== '')
      findings.push(notUnderstood(line, 'a site file has no groups of the machine and no numbers of them'));
    const vo = fqan.split('/')[1] ?? '';
    groups.push({ vo, fqan, tag: tag === '' ? undefined : tag, at: line });
  }
  return { groups, findings };
}

/** As VOMS writes it. @example fqanOf('/VO=atlas/GROUP=/atlas/ROLE=production') // '/atlas/Role=production' */
export function fqanOf(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^\/VO=[^/]+(?=\/GROUP=)/i, '')
    .replace(/^\/GROUP=(?=\/)/i, '');
  const fqan = plain.replaceAll(/\/ROLE=/gi, '/Role=').replaceAll(/\/CAPABILITY=[^/]*/gi, '');
  return /^(\/[A-Za-z0-9._=-]+)+$/.test(fqan) ? fqan : undefined;
}

/** Accounts are made by who installs: a site file has none of them. They are told of by VO, since there are hundreds of each. */
export function readUsers(file: string, text: string): readonly ImportFinding[] {
  const findings: ImportFinding[] = [];
  const rows: { readonly vo: string; readonly line: Line }[] = [];
  for (const line of linesOf(file, text)) {
    const [, vo] = /^[0-9]+:[^:]+:[0-9,]+:[^:]+:([^:]+):[^:]*:?$/.exec(line.text) ?? [];
    if (vo === undefined) findings.push(notUnderstood(line, 'a row is uid:user:gid,…:group,…:vo:tag:'));
    else rows.push({ vo, line });
  }
  for (const [vo, lines] of groupBy(rows, (row) => row.vo)) {
    const [first, last] = [lines[0]?.line, lines.at(-1)?.line];
    if (first !== undefined && last !== undefined)
      findings.push(
        notUnderstood(
          first,
          lines.length === 1
            ? `an account of ${vo}: a site file makes no accounts`
            : `${lines.length} accounts of ${vo}, lines ${first.line} to ${last.line}: a site file makes no accounts`,
        ),
      );
  }
  return findings;
}

export interface NamedHost {
  readonly name: string;
  readonly at: FilePlace;
}

export function readWorkers(
  file: string,
  text: string,
): { readonly hosts: readonly NamedHost[]; readonly findings: readonly ImportFinding[] } {
  const findings: ImportFinding[] = [];
  const hosts = linesOf(file, text).flatMap((line): NamedHost[] => {
    if (isHostname(line.text)) return [{ name: line.text, at: line }];
    findings.push(notUnderstood(line, 'a line is the name of one worker node'));
    return [];
  });
  return { hosts, findings };
}

export const isHostname = (text: string): boolean => /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(text);
