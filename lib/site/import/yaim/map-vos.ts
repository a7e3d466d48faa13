/** VOs with their FQANs and queues, and the batch system. */
import { groupBy } from '@/lib/utils/group-by';
import { type DraftVo, freeId, idOf } from '../site-draft';
import { type ImportFinding, oneLine } from '../site-import';
import type { YaimFiles } from './read-files';
import { fqanOf, type Group } from './read-tables';
import type { Settings } from './settings';

export interface MappedVos {
  readonly vos: Readonly<Record<string, DraftVo>>;
  readonly batch: { readonly lrms: string; readonly queues?: Readonly<Record<string, object>> } | undefined;
}

/** Of VOs, and of queues, each. The largest sites had some fifty. */
const MOST_VOS = 200;

/** A name as YAIM has it in variables. @example variableOf('vo.example-1') // 'VO_EXAMPLE_1' */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

export function mapVos(settings: Settings, files: YaimFiles, findings: ImportFinding[]): MappedVos {
  const said = settings.take('VOS');
  const names = (said?.value ?? '').split(/[\s,]+/).filter((each) => each !== '');
  if (said !== undefined && names.length > MOST_VOS)
    findings.push({
      ...said.at,
      kind: 'not-understood',
      construct: oneLine(names.slice(MOST_VOS).join(' ')),
      message: `more than ${MOST_VOS} VOs; these are left out`,
    });
  const ids = new Map<string, string>();
  for (const name of names.slice(0, MOST_VOS)) {
    if (ids.has(name)) continue;
    const id = freeId(name, new Set(ids.values()));
    ids.set(name, id);
    if (id !== name && said !== undefined)
      findings.push({ ...said.at, kind: 'noted', construct: name, message: `the VO is called ${id} in the site file` });
  }
  const queues = queuesOf(settings, ids, findings);
  const groups = groupBy(files.groups, ({ vo }) => vo);
  const vos = Object.fromEntries(
    [...ids].map(([name, id]): [string, DraftVo] => [
      id,
      {
        queue: queues.ofVo.get(name),
        fqans: fqansOf(groups.get(name) ?? [], findings),
      },
    ]),
  );
  tellGroups(ids, files, findings);
  tellVoSettings(settings, ids, files, findings);
  return { vos, batch: batchOf(settings, queues.all, findings) };
}

function queuesOf(
  settings: Settings,
  ids: ReadonlyMap<string, string>,
  findings: ImportFinding[],
): { readonly all: readonly string[]; readonly ofVo: ReadonlyMap<string, string> } {
  const said = settings.take('QUEUES');
  const ofVo = new Map<string, string>();
  const listed = (said?.value ?? '').split(/[\s,]+/).filter((each) => each !== '');
  const all = listed.slice(0, MOST_VOS);
  if (said !== undefined && listed.length > MOST_VOS)
    findings.push({
      ...said.at,
      kind: 'not-understood',
      construct: oneLine(listed.slice(MOST_VOS).join(' ')),
      message: `more than ${MOST_VOS} queues; these are left out`,
    });
  const queues = all.map((queue) => idOf(queue));
  for (const [index, queue] of all.entries()) {
    const enabled = settings.take(`${variableOf(queue)}_GROUP_ENABLE`);
    const id = queues[index] ?? '';
    if (id !== queue && said !== undefined)
      findings.push({
        ...said.at,
        kind: 'noted',
        construct: queue,
        message: `the queue is called ${id} in the site file`,
      });
    for (const word of enabled?.value.split(/\s+/) ?? []) {
      const vo = ids.has(word) ? word : (fqanOf(word)?.split('/')[1] ?? '');
      const other = ofVo.get(vo);
      if (ids.has(vo) && other === undefined) ofVo.set(vo, id);
      else if (enabled !== undefined && other !== id)
        findings.push({
          ...enabled.at,
          kind: 'not-understood',
          construct: oneLine(word),
          message: ids.has(vo)
            ? `${vo} has the queue ${other ?? ''} already, and a site file has one a VO`
            : 'this is none of VOS',
        });
    }
  }
  return { all: [...new Set(queues)], ofVo };
}

const LRMS: Record<string, string> = {
  pbs: 'pbs',
  lcgpbs: 'pbs',
  torque: 'pbs',
  lsf: 'lsf',
  lcglsf: 'lsf',
  slurm: 'slurm',
};

function batchOf(settings: Settings, queues: readonly string[], findings: ImportFinding[]): MappedVos['batch'] {
  const [first, second] = [settings.take('CE_BATCH_SYS'), settings.take('JOB_MANAGER')];
  const said = first ?? second;
  if (said === undefined) return undefined;
  const lrms = LRMS[said.value.toLowerCase()];
  if (lrms === undefined) {
    findings.push({
      ...said.at,
      kind: 'not-understood',
      construct: oneLine(`${said.name}=${said.value}`),
      message: 'a site file has slurm, pbs or lsf',
    });
    return undefined;
  }
  if (queues.length === 0) return { lrms };
  return { lrms, queues: Object.fromEntries(queues.map((queue) => [queue, {}])) };
}

/** Of one VO: the largest have some thirty. */
const MOST_FQANS = 64;

function fqansOf(groups: readonly Group[], findings: ImportFinding[]): Readonly<Record<string, string>> | undefined {
  const fqans: Record<string, string> = {};
  const taken = new Set<string>();
  const known = new Set<string>();
  for (const { fqan, tag, at } of groups) {
    if (known.has(fqan)) continue;
    if (known.size >= MOST_FQANS) {
      findings.push({
        ...placeOf(at),
        kind: 'not-understood',
        construct: oneLine(fqan),
        message: `more than ${MOST_FQANS} of one VO; the rest are left out`,
      });
      break;
    }
    known.add(fqan);
    const [, role] = /\/Role=([^/]+)$/.exec(fqan) ?? [];
    const id = freeId(tag ?? role ?? 'user', taken);
    taken.add(id);
    fqans[id] = fqan;
  }
  return known.size === 0 ? undefined : fqans;
}

function tellGroups(ids: ReadonlyMap<string, string>, { groups }: YaimFiles, findings: ImportFinding[]): void {
  for (const { vo, fqan, at } of groups)
    if (!ids.has(vo))
      findings.push({
        ...placeOf(at),
        kind: 'not-understood',
        construct: oneLine(fqan),
        message: `${vo} is none of VOS`,
      });
}

const placeOf = ({ file, line, column }: Pick<ImportFinding, 'file' | 'line' | 'column'>) => ({ file, line, column });

/** What is said of a VO beside its groups: where its software lies, and who vouches for its members. */
function tellVoSettings(
  settings: Settings,
  ids: ReadonlyMap<string, string>,
  files: YaimFiles,
  findings: ImportFinding[],
): void {
  for (const name of ids.keys()) {
    const prefix = `VO_${variableOf(name)}_`;
    for (const each of settings.names().filter((variable) => variable.startsWith(prefix))) {
      const said = settings.take(each);
      if (said !== undefined)
        findings.push({
          ...said.at,
          kind: 'not-understood',
          construct: oneLine(`${each}=${said.value}`),
          message: `a site file has no place for it in ${name}`,
        });
    }
  }
  for (const [vo, assignments] of files.voSettings)
    for (const { name, value, at } of assignments)
      findings.push({
        ...at,
        kind: 'not-understood',
        construct: oneLine(`${name}=${value}`),
        message: ids.has(vo) ? `a site file has no place for it in ${vo}` : `${vo} is none of VOS`,
      });
}
