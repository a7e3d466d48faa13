/** Who may import whom (ARCHITECTURE.md), held for every file. Each rule says how many files it must have seen at least. */
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listImports, readSources, type SourceFile } from './list-imports';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readSources(root, ['app', 'cli', 'components', 'lib', 'prisma', 'tools']);

interface Rule {
  readonly name: string;
  readonly from: RegExp;
  /** Folders of ours that may be imported; everything else of ours may not. */
  readonly own: RegExp;
  /** Packages and built-ins that may not be imported. */
  readonly foreign?: RegExp;
  readonly atLeast: number;
}

const NODE = new RegExp(`^(node:|(${builtinModules.join('|').replaceAll('/', '\\/')})$)`);
const PAGES = /^(react|react-dom|next)(\/|$)/;
const NODE_OR_PAGES = new RegExp(`${NODE.source}|${PAGES.source}|^(pg|koffi|pino|@prisma)(\\/|$)`);
const NATIVE = new RegExp(`${NODE.source}|^(pg|koffi|pino|prom-client|server-only|@prisma)(\\/|$)`);

const RULES: readonly Rule[] = [
  {
    name: 'utils know nothing of ours',
    from: /^lib\/utils\//,
    own: /^lib\/utils\//,
    foreign: NODE_OR_PAGES,
    atLeast: 4,
  },
  {
    name: 'domain is words and tables',
    from: /^lib\/domain\//,
    own: /^lib\/(domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 6,
  },
  {
    name: 'placement and statistics are pure',
    from: /^lib\/(placement|statistics)\//,
    own: /^lib\/(placement|statistics|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 5,
  },
  {
    name: 'what is published is made of plain values',
    from: /^lib\/glue\//,
    own: /^lib\/(glue|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 6,
  },
  {
    name: 'what is read of other tools’ files makes a site file of plain values',
    from: /^lib\/site\/import\//,
    own: /^lib\/(site|placement|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 15,
  },
  {
    name: 'benchmarks are definitions and their reading',
    from: /^lib\/benchmarks\//,
    own: /^lib\/(benchmarks|statistics|domain|utils)\//,
    foreign: PAGES,
    atLeast: 3,
  },
  {
    name: 'campaign files, reports of tests and their comparison are read purely',
    from: /^lib\/campaigns\//,
    own: /^lib\/(campaigns|contracts|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 3,
  },
  {
    name: 'whether a lease fits is judged purely',
    from: /^lib\/leases\//,
    own: /^lib\/(leases|placement|contracts|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 3,
  },
  {
    name: 'site files are read and planned purely',
    from: /^lib\/site\//,
    own: /^lib\/(site|placement|domain|utils)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 10,
  },
  {
    name: 'images are specifications, trees and signatures',
    from: /^lib\/images\/(?!build\/)/,
    own: /^lib\/(images\/(?!build\/)|contracts|domain|utils)/,
    foreign: PAGES,
    atLeast: 15,
  },
  {
    name: 'images are built without a database and without pages',
    from: /^lib\/images\/build\//,
    own: /^lib\/(images|contracts|domain|utils)\//,
    foreign: /^(pg|@prisma|react|next)(\/|$)/,
    atLeast: 10,
  },
  {
    name: 'contracts describe the wire',
    from: /^lib\/contracts\//,
    own: /^lib\/(contracts|domain|utils|placement|site|operations\/kinds)\//,
    foreign: NODE_OR_PAGES,
    atLeast: 6,
  },
  {
    name: 'the browser data layer talks to the server by contracts',
    from: /^lib\/client\//,
    own: /^lib\/(client|contracts|domain|utils|placement|statistics)\//,
    foreign: NATIVE,
    atLeast: 5,
  },
  {
    name: 'components import no server, agent, driver or store',
    from: /^components\//,
    own: /^(components\/|lib\/(client|contracts|domain|utils|placement|site|statistics)\/)/,
    foreign: NATIVE,
    atLeast: 30,
  },
  {
    name: 'primitives know no router, no query and no domain',
    from: /^components\/ui\//,
    own: /^(components\/ui\/|lib\/(utils|client\/class-names))/,
    foreign: /^(next\/(navigation|router)|@tanstack\/react-query)/,
    atLeast: 5,
  },
  {
    name: 'drivers have no database and no pages',
    from: /^lib\/drivers\//,
    own: /^lib\/(drivers|domain|utils|statistics|placement)\//,
    foreign: /^(pg|@prisma|react|next)(\/|$)/,
    atLeast: 20,
  },
  {
    name: 'batch systems have no database and no pages, and know of drivers their port and the simulated world',
    from: /^lib\/batch\//,
    own: /^lib\/(batch|domain|utils|drivers\/(port|errors|simulated\/(limits|shared-link|wire))$)/,
    foreign: /^(pg|@prisma|react|next)(\/|$)/,
    atLeast: 2,
  },
  {
    name: 'probes of grid services have no database, no pages and no drivers',
    from: /^lib\/grid\//,
    own: /^lib\/(grid|domain|utils)\//,
    foreign: /^(pg|@prisma|react|next|koffi)(\/|$)/,
    atLeast: 15,
  },
  {
    name: 'operations know drivers only by their port',
    from: /^lib\/operations\//,
    own: /^lib\/(operations|domain|utils|contracts|placement|server|drivers\/(port|errors)$)/,
    foreign: PAGES,
    atLeast: 3,
  },
  {
    name: 'the server opens no hypervisor',
    from: /^lib\/server\//,
    // The form of an address is settled where it is understood, and that file is pure.
    own: /^lib\/(server|operations|contracts|placement|statistics|benchmarks|campaigns|leases|images\/(?!build\/)|glue|site|domain|utils|drivers\/(port|errors|libvirt\/uri)$)/,
    foreign: /^koffi/,
    atLeast: 30,
  },
  {
    name: 'the agent has no pages',
    from: /^lib\/agent\//,
    own: /^lib\/(agent|server|operations|contracts|placement|site|statistics|benchmarks|campaigns|drivers|batch|grid|images|domain|utils)\//,
    foreign: PAGES,
    atLeast: 5,
  },
  {
    name: 'routes of the API are thin: services, contracts and the wrapper',
    from: /^app\/api\//,
    own: /^(app\/api\/|lib\/(server|contracts|domain|operations)\/)/,
    foreign: /^(pg|koffi|@prisma)/,
    atLeast: 15,
  },
  {
    name: 'the command line knows the API alone',
    from: /^cli\/(?!.*\.test\.ts$)/,
    own: /^(cli\/|lib\/(client\/(answer|http)$|contracts|domain|utils))/,
    foreign: /^(pg|@prisma|koffi|react|next)(\/|$)/,
    atLeast: 8,
  },
  {
    name: 'nothing of the product imports the tools',
    from: /^(app|components|lib)\//,
    own: /^(app|components|lib|proxy|instrumentation)/,
    atLeast: 200,
  },
];

const isTest = (file: SourceFile) =>
  /\.(test|spec)\.tsx?$/.test(file.path) || /(^|\/)(testing|contract|fixtures?)\//.test(file.path);
const isOwn = (to: string) => /^(app|components|lib|prisma|tools|e2e|cli)(\/|$)/.test(to);

describe.each(RULES)('$name', (rule) => {
  const concerned = files.filter((file) => rule.from.test(file.path) && !isTest(file));

  test(`looks at ${rule.atLeast} files or more`, () => {
    expect(concerned.length).toBeGreaterThanOrEqual(rule.atLeast);
  });

  test('holds', () => {
    const broken = concerned.flatMap((file) =>
      file.imports
        .filter(({ to, typeOnly }) => (isOwn(to) ? !rule.own.test(to) : !typeOnly && rule.foreign?.test(to) === true))
        .map(({ to }) => `${file.path} imports ${to}`),
    );
    expect(broken).toEqual([]);
  });
});

test('no folder hides behind an index file', () => {
  expect(files.filter((file) => /(^|\/)index\.tsx?$/.test(file.path)).map((file) => file.path)).toEqual([]);
});

test('imports are found in every form', () => {
  const text = `
import { a } from '@/lib/a';
import type { B } from './b';
import {
  c,
  d,
} from '../c/d';
import 'side-effect';
export { e } from '@/lib/e';
// import { no } from 'comment';
/* import { no } from 'block'; */
const f = await import('@/lib/f');
type G = import('@/lib/g').G;
const text = "import { no } from 'text'";
`;
  expect(listImports(text, 'lib/x/y.ts')).toEqual([
    { to: 'lib/a', typeOnly: false },
    { to: 'lib/x/b', typeOnly: true },
    { to: 'lib/c/d', typeOnly: false },
    { to: 'lib/e', typeOnly: false },
    { to: 'side-effect', typeOnly: false },
    { to: 'lib/f', typeOnly: false },
    { to: 'lib/g', typeOnly: true },
  ]);
});
