/**
 * The files of YAIM, which installed LCG and gLite, as a draft of a site file. They are read and never run, and it throws for no text.
 * Format: YAIM 3 and 4 guides for system administrators (CERN).
 */
import { SITE_IMPORT_CHARACTERS_MAX } from '@/lib/domain/site-import';
import { MOST_NODES, type SiteDraft, siteNameOf } from '../site-draft';
import { type ImportFinding, type ImportProblem, inOrder, oneLine, type SiteImport } from '../site-import';
import { mapNodes } from './map-nodes';
import { mapVos } from './map-vos';
import { type NamedText, partOf, readFiles } from './read-files';
import { Settings } from './settings';

/** What the grid is told of a site is of the environment here. */
const SITE_SETTINGS: Record<string, string> = {
  SITE_EMAIL: 'EMAIL',
  SITE_SECURITY_EMAIL: 'SECURITY_EMAIL',
  SITE_SUPPORT_EMAIL: 'SUPPORT_EMAIL',
  SITE_LOC: 'PLACE',
  SITE_LAT: 'LATITUDE',
  SITE_LONG: 'LONGITUDE',
  SITE_WEB: 'WEB',
};

/** Where YAIM looks for its other files. */
const FILE_SETTINGS: Record<string, string> = {
  WN_LIST: 'wn-list.conf',
  USERS_CONF: 'users.conf',
  GROUPS_CONF: 'groups.conf',
};

/** @param files by their names below YAIM's folder, e.g. `site-info.def` and `vo.d/atlas` */
export function importYaim(files: readonly NamedText[]): SiteImport {
  const length = files.reduce((sum, { text }) => sum + text.length, 0);
  if (length > SITE_IMPORT_CHARACTERS_MAX)
    return refused(`the files have more than ${SITE_IMPORT_CHARACTERS_MAX} characters together`);
  const main = files.find(({ name }) => partOf(name) === 'site');
  if (main === undefined) return refused('site-info.def is missing: it names the site and its hosts');
  const read = readFiles(files);
  const settings = new Settings(read.settings);
  const findings: ImportFinding[] = [...read.findings];
  const name = siteName(settings, main.name, findings);
  const description = settings.take('SITE_DESC');
  const { nodes, ids, left } = mapNodes(settings, read.workers, findings);
  const { vos, batch } = mapVos(settings, read, findings);
  tellSite(settings, ids, findings);
  const bdii = ids.get(settings.take('SITE_BDII_HOST')?.value ?? '');
  const problems: ImportProblem[] = [...read.problems];
  if (Object.keys(nodes).length === 0)
    problems.push({
      file: main.name,
      line: 1,
      column: 1,
      message: 'no host is named (CE_HOST, SE_LIST, …), and so there is no node for a site file',
    });
  if (left > 0)
    problems.push({
      file: main.name,
      line: 1,
      column: 1,
      message: `there are ${left} hosts more than the ${MOST_NODES} nodes that a site file may have`,
    });
  findings.push(...settings.rest(), ...whatYaimHasNot(main.name));
  const draft: SiteDraft = {
    apiVersion: 'gridsite/v1',
    kind: 'Site',
    metadata: { name, description: description === undefined ? 'Imported from YAIM' : oneLine(description.value) },
    lifecycle: { onFailure: 'rollback', cleanup: 'verify' },
    vos,
    images: {},
    hosts: {},
    nodes,
    batch,
    publish: bdii === undefined ? undefined : { glue2: true, siteBdii: bdii },
  };
  return {
    draft: problems.length > 0 ? undefined : draft,
    problems: inOrder(problems),
    findings: inOrder(findings),
  };
}

const refused = (message: string): SiteImport => ({
  draft: undefined,
  problems: [{ line: 1, column: 1, message }],
  findings: [],
});

function siteName(settings: Settings, file: string, findings: ImportFinding[]): string {
  const said = settings.take('SITE_NAME');
  if (said === undefined) {
    findings.push({
      file,
      line: 1,
      column: 1,
      kind: 'assumed',
      construct: 'SITE_NAME',
      message: 'the site is called imported: SITE_NAME is not set',
    });
    return 'imported';
  }
  const name = siteNameOf(said.value);
  if (name !== said.value)
    findings.push({
      ...said.at,
      kind: 'noted',
      construct: oneLine(`SITE_NAME=${said.value}`),
      message: `the site is called ${name}: letters, digits and hyphens, 24 at most`,
    });
  return name;
}

function tellSite(settings: Settings, ids: ReadonlyMap<string, string>, findings: ImportFinding[]): void {
  for (const [name, setting] of Object.entries(SITE_SETTINGS)) {
    const said = settings.take(name);
    if (said !== undefined)
      findings.push({
        ...said.at,
        kind: 'noted',
        construct: oneLine(`${name}=${said.value}`),
        message: `not in the site file: GRIDBOX_SITE_${setting} of the environment says it to the grid`,
      });
  }
  for (const [name, file] of Object.entries(FILE_SETTINGS)) {
    const said = settings.take(name);
    if (said !== undefined)
      findings.push({
        ...said.at,
        kind: 'noted',
        construct: oneLine(`${name}=${said.value}`),
        message: `${file} is read where it is given beside this file`,
      });
  }
  const server = settings.take('BATCH_SERVER');
  if (server === undefined) return;
  const node = ids.get(server.value);
  findings.push({
    ...server.at,
    kind: node === undefined ? 'not-understood' : 'noted',
    construct: oneLine(`BATCH_SERVER=${server.value}`),
    message: node === undefined ? 'a site file has no node for a batch server alone' : `it runs on ${node}`,
  });
}

/** It installs on machines that are there: what they are made of it does not say. */
const whatYaimHasNot = (file: string): readonly ImportFinding[] =>
  [
    ['hosts', 'a site file names the hosts that its nodes may go to, and YAIM knows of none; add hosts'],
    [
      'images',
      'a node starts from an image, and YAIM installs on machines that are there; add images, and image to each node',
    ],
  ].map(([construct = '', message = '']) => ({ file, line: 1, column: 1, kind: 'missing', construct, message }));
