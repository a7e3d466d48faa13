/**
 * Every route by every role. One line a route: what it is asked for (an object of the VO atlas on a host of its own, made
 * fresh for each call) and the status each caller must get. The lines are written by hand, from the table of roles.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes, type RouteId } from '@/lib/contracts/routes';
import { startTestServer, type Caller, type CallOptions, type TestServer } from '@/lib/server/testing/test-server';
import { imageNamed, makeBuiltImage, makeImage, makeImageBuild } from '@/lib/server/testing/image-world';
import { campaignNamed } from '@/lib/server/testing/campaign-world';
import { environmentBody, makeEnvironment } from '@/lib/server/testing/lease-world';
import { jobSpecificationOf } from '@/lib/server/testing/pool-world';
import { makeEndorser, makeImageList } from '@/lib/server/testing/image-trust-world';
import { makeAuthority, type TestAuthority } from '@/lib/images/testing/sign-list';
import { definitionNamed, importable } from '@/lib/server/testing/import-world';
import { siteText } from '@/lib/server/testing/site-world';
import { makeBenchmark, makeBenchmarkNote, makeBenchmarkRun, makeOwnHost } from '@/lib/server/testing/benchmark-world';
import { makeAlarm, makeHost, makeMigration, makeOperation, makeProbeTarget } from '@/lib/server/testing/test-world';
import {
  makeCallsOn,
  drifted,
  rebuildable,
  signedList,
  atlasDomain,
  onDomain,
  coldMovable,
  benchmarkable,
  schedulable,
  scheduled,
  coldMoved,
  planned,
  supposable,
  losing,
  onHost,
  onUser,
  onBenchmark,
  onImport,
  onSite,
  withSecret,
  onDestroyPlan,
  onRun,
  onRevision,
  onImage,
  campaignFile,
  onCampaignFile,
  onCampaign,
  onMaintenance,
  onLease,
  MAIL,
  mailServer,
  onLogin,
  onKeptDisk,
  onEnvironment,
  onPool,
  inTwoDays,
  wish,
  recorded,
  newDomain,
  probed,
  probable,
  nothing,
  unique,
} from '@/lib/server/testing/route-calls';

const CALLERS = [
  'anonymous',
  'viewer',
  'operator',
  'manager',
  'voOwn',
  'voOther',
  'administrator',
  'narrowToken',
  'unchanged',
] as const;
type CallerName = (typeof CALLERS)[number];
/** In the order of CALLERS: voOwn administers atlas, voOther lhcb; narrowToken is an administrator's with `tokens:own` only; unchanged still has its one-time password. */
type Statuses = readonly [number, number, number, number, number, number, number, number, number];

let server: TestServer;
let callers: Record<CallerName, Caller>;
let other: string;
let authority: TestAuthority;
beforeAll(async () => {
  server = await startTestServer();
  authority = makeAuthority();
  const administrator = await server.signInAs('administrator');
  const unchanged = await server.signInAs('administrator');
  await server.db.user.update({ where: { id: unchanged.userId }, data: { mustChangePassword: true } });
  callers = {
    anonymous: {},
    viewer: await server.signInAs('viewer'),
    operator: await server.signInAs('operator'),
    manager: await server.signInAs('manager'),
    voOwn: await server.signInAs('vo-admin', { vos: ['atlas'] }),
    voOther: await server.signInAs('vo-admin', { vos: ['lhcb'] }),
    administrator,
    narrowToken: await server.tokenFor(administrator.userId, ['tokens:own']),
    unchanged,
  };
  other = (await makeHost(server.db)).id;
  makeCallsOn({ server, authority, endorser: authority.endorser('Jane') });
});
afterAll(async () => {
  authority.remove();
  await server.stop();
});

const READ: Statuses = [401, 200, 200, 200, 200, 200, 200, 403, 403];
const READ_ONE: Statuses = [401, 200, 200, 200, 200, 404, 200, 403, 403];
const HOST_READ: Statuses = [401, 200, 200, 200, 403, 403, 200, 403, 403];
const OPERATE: Statuses = [401, 403, 202, 403, 202, 404, 202, 403, 403];
/** Operators and administrators. */
const PLAN_200: Statuses = [401, 403, 200, 403, 403, 403, 200, 403, 403];
const APPLY_200: Statuses = [401, 403, 200, 200, 403, 403, 200, 403, 403];
const EDIT: Statuses = [401, 403, 202, 403, 403, 403, 202, 403, 403];
const ADMIN_201: Statuses = [401, 403, 403, 403, 403, 403, 201, 403, 403];
const ADMIN_200: Statuses = [401, 403, 403, 403, 403, 403, 200, 403, 403];
/** Managers and administrators. */
const REVIEW_200: Statuses = [401, 403, 403, 200, 403, 403, 200, 403, 403];
const REVIEW_201: Statuses = [401, 403, 403, 201, 403, 403, 201, 403, 403];
/** Managers, administrators and the VO's own administrator. */
const CAMPAIGN_200: Statuses = [401, 403, 403, 200, 200, 404, 200, 403, 403];
const CAMPAIGN_201: Statuses = [401, 403, 403, 201, 201, 404, 201, 403, 403];
/** The same of what is not there yet: naming a VO of somebody else is refused. */
const VO_200: Statuses = [401, 403, 403, 200, 200, 403, 200, 403, 403];
const VO_201: Statuses = [401, 403, 403, 201, 201, 403, 201, 403, 403];
/** Imports concern hosts: who is bound to VOs knows of none. */
const IMPORT_READ: Statuses = [401, 200, 200, 200, 404, 404, 200, 403, 403];
const ADMIN_204: Statuses = [401, 403, 403, 403, 403, 403, 204, 403, 403];

const RULE = { domains: 1, vcpus: 1, memoryMiB: 16, days: 1 };

const TABLE: Record<
  Exclude<RouteId, 'signIn' | 'signOut' | 'changePassword' | 'streamEvents' | 'openConsole'>,
  readonly [() => Promise<CallOptions>, Statuses]
> = {
  getSession: [nothing, [401, 200, 200, 200, 200, 200, 200, 200, 200]],
  getTestbed: [nothing, READ],
  getPastTestbed: [async () => ({ query: { at: await recorded() } }), READ],
  listTestbedChanges: [async () => ({ query: { since: await recorded() } }), READ],
  getTimeline: [async () => ({ query: { since: new Date(Date.now() - 60_000).toISOString() } }), READ],
  search: [async () => ({ query: { q: 'domain' } }), READ],
  listReferences: [nothing, READ],
  getTechnologies: [nothing, READ],
  exportGlueLdif: [nothing, READ],
  exportGlueJson: [nothing, READ],
  importSite: [async () => ({ body: { kind: 'yaim', files: [{ name: 'site-info.def', text: '' }] } }), REVIEW_200],
  listHosts: [nothing, READ],
  createHost: [
    async () => ({ body: { name: unique(), uri: `qemu+ssh://${unique()}/system` } }),
    [401, 403, 201, 403, 403, 403, 201, 403, 403],
  ],
  testConnection: [async () => ({ body: { uri: 'test:///default' } }), EDIT],
  getHost: [onHost(), HOST_READ],
  updateHost: [onHost({ maintenance: true }), [401, 403, 200, 403, 403, 403, 200, 403, 403]],
  removeHost: [onHost(), [401, 403, 204, 403, 403, 403, 204, 403, 403]],
  getHostMetrics: [onHost(), HOST_READ],
  listDomains: [nothing, READ],
  defineDomain: [async () => ({ body: { hostId: (await makeHost(server.db)).id, definition: '<domain/>' } }), EDIT],
  createDomain: [
    async () => ({ body: { ...newDomain(), name: unique(), hostId: (await makeHost(server.db)).id } }),
    EDIT,
  ],
  checkCreation: [async () => ({ body: newDomain() }), PLAN_200],
  deleteDomain: [onDomain('off', {}), EDIT],
  getIsolation: [onDomain('running'), READ_ONE],
  getDomain: [onDomain('running'), READ_ONE],
  actOnDomain: [async () => ({ params: { id: (await atlasDomain('off')).id, verb: 'start' }, body: {} }), OPERATE],
  // Nobody's console but one's own: each types into one that is not.
  typeInConsole: [
    async () => ({ params: { id: crypto.randomUUID() }, body: { data: 'Cg==' } }),
    [401, 403, 404, 403, 404, 404, 404, 403, 403],
  ],
  undefineDomain: [onDomain('off', {}), EDIT],
  resizeDomain: [onDomain('running', { memoryKiB: 65536 }), EDIT],
  editDomain: [onDomain('running', { tags: ['x'] }), EDIT],
  getDomainMetrics: [onDomain('running'), READ_ONE],
  listCandidates: [onDomain('running'), HOST_READ],
  migrateDomain: [async () => ({ params: { id: (await atlasDomain()).id }, body: { targetHostId: other } }), EDIT],
  planColdMove: [async () => coldMovable(), EDIT],
  coldMoveDomain: [async () => coldMovable(), EDIT],
  keepColdMove: [async () => coldMoved({}), EDIT],
  returnColdMove: [async () => coldMoved({}), EDIT],
  listBenchmarks: [nothing, READ],
  runBenchmark: [benchmarkable, [401, 403, 202, 202, 403, 403, 202, 403, 403]],
  listBenchmarkRuns: [nothing, READ],
  getBenchmarkRun: [
    async () => {
      const run = await makeBenchmarkRun(server.db, await atlasDomain(), { standing: 'accepted' });
      return { params: { id: run.operationId } };
    },
    READ_ONE,
  ],
  proposeRun: [
    async () => {
      const run = await makeBenchmarkRun(server.db, await atlasDomain());
      return { params: { id: run.operationId }, body: {} };
    },
    [401, 403, 200, 200, 403, 403, 200, 403, 403],
  ],
  judgeRun: [
    async () => {
      const run = await makeBenchmarkRun(server.db, await atlasDomain(), { standing: 'proposed' });
      return { params: { id: run.operationId }, body: { verdict: 'accepted', supersedes: null } };
    },
    [401, 403, 403, 201, 403, 403, 201, 403, 403],
  ],
  getMigrationCost: [nothing, READ],
  getBenchmarkOverview: [nothing, READ],
  compareBenchmarks: [async () => ({ query: { aTechnology: 'native', bTechnology: 'xen-pv' } }), READ],
  getBenchmarkTrend: [
    async () => ({ query: { benchmark: (await makeBenchmark(server.db)).name, metric: 'speed' } }),
    READ,
  ],
  getBenchmarkCluster: [nothing, READ],
  listBenchmarkChoices: [nothing, READ],
  addBenchmarkNote: [
    async () => ({ body: { at: new Date().toISOString(), text: 'New microcode' } }),
    [401, 403, 201, 201, 403, 403, 201, 403, 403],
  ],
  removeBenchmarkNote: [
    async () => ({ params: { id: (await makeBenchmarkNote(server.db)).id } }),
    [401, 403, 204, 204, 403, 403, 204, 403, 403],
  ],
  createBenchmark: [async () => ({ body: { yaml: definitionNamed(`w-${unique()}`) } }), REVIEW_201],
  checkBenchmark: [async () => ({ body: { yaml: 'name: [' } }), REVIEW_200],
  getBenchmark: [onBenchmark(), READ],
  getBenchmarkDefinition: [onBenchmark(), READ],
  addBenchmarkVersion: [
    async () => {
      const { id, name } = await makeBenchmark(server.db);
      return { params: { id }, body: { yaml: definitionNamed(name) } };
    },
    REVIEW_201,
  ],
  retireBenchmark: [onBenchmark({}), REVIEW_200],
  exportBenchmarkRuns: [async () => ({ query: { format: 'csv' } }), READ],
  exportBenchmarkRun: [
    async () => {
      const run = await makeBenchmarkRun(server.db, await atlasDomain(), { standing: 'accepted' });
      return { params: { id: run.operationId }, query: { format: 'json' } };
    },
    READ_ONE,
  ],
  listImports: [nothing, READ],
  previewImport: [async () => ({ body: { kind: 'csv', text: 'a,b' } }), [401, 403, 200, 200, 403, 403, 200, 403, 403]],
  createImport: [
    async () => ({ body: { kind: 'csv', fileName: 'x.csv', ...importable(unique()) } }),
    [401, 403, 201, 201, 403, 403, 201, 403, 403],
  ],
  getImport: [onImport(), IMPORT_READ],
  listImportedResults: [onImport(), IMPORT_READ],
  getImportedFile: [onImport(), IMPORT_READ],
  retractImport: [onImport({ reason: 'wrong host' }), REVIEW_200],
  listPlans: [nothing, HOST_READ],
  planDrain: [onHost({}), [401, 403, 201, 403, 403, 403, 201, 403, 403]],
  planRebalance: [async () => ({ body: {} }), [401, 403, 201, 403, 403, 403, 201, 403, 403]],
  askWhatIf: [async () => supposable(), [401, 403, 201, 403, 403, 403, 201, 403, 403]],
  getRebalanceSettings: [nothing, HOST_READ],
  updateRebalanceSettings: [async () => ({ body: { mode: 'manual' } }), PLAN_200],
  getPlan: [planned('draft'), HOST_READ],
  replan: [planned('draft', {}), PLAN_200],
  approvePlan: [planned('draft'), PLAN_200],
  pausePlan: [planned('running'), PLAN_200],
  resumePlan: [planned('paused'), PLAN_200],
  cancelPlan: [planned('paused'), PLAN_200],
  returnPlan: [planned('drained'), PLAN_200],
  listSites: [nothing, READ],
  createSite: [async () => ({ body: { text: siteText(unique()) } }), REVIEW_201],
  checkSite: [async () => ({ body: { text: 'kind: [' } }), READ],
  listSiteExamples: [nothing, READ],
  getSite: [async () => onSite(), READ_ONE],
  removeSite: [async () => onSite(), [401, 403, 403, 204, 403, 403, 204, 403, 403]],
  listSiteRevisions: [async () => onSite(), READ_ONE],
  reviseSite: [async () => onSite(true), REVIEW_201],
  getSiteRevision: [async () => onRevision(), READ_ONE],
  planSite: [async () => onSite(), REVIEW_201],
  getSiteDrift: [async () => onSite(), READ_ONE],
  listSiteSecrets: [async () => onSite(), READ_ONE],
  storeSiteSecret: [
    async () => ({ ...(await onSite()), body: { name: 'token', value: 'x' } }),
    [401, 403, 403, 200, 403, 403, 200, 403, 403],
  ],
  forgetSiteSecret: [withSecret, [401, 403, 403, 204, 403, 403, 204, 403, 403]],
  planSiteDestroy: [async () => onSite(), [401, 403, 201, 201, 403, 403, 201, 403, 403]],
  listSiteRuns: [async () => onSite(), READ_ONE],
  runSite: [async () => onDestroyPlan(), [401, 403, 201, 201, 403, 403, 201, 403, 403]],
  getSiteRun: [onRun('running'), READ_ONE],
  getSiteProof: [onRun('not-clean'), READ_ONE],
  pauseSiteRun: [onRun('running'), APPLY_200],
  resumeSiteRun: [onRun('paused'), APPLY_200],
  rollBackSiteRun: [onRun('paused'), APPLY_200],
  leaveSiteRun: [onRun('paused'), APPLY_200],
  getSurvival: [nothing, HOST_READ],
  listLosses: [nothing, HOST_READ],
  getLoss: [losing('suspected'), HOST_READ],
  declareLoss: [losing('suspected', {}), PLAN_200],
  fenceLoss: [losing('lost', {}, 'simulated'), PLAN_200],
  confirmLoss: [losing('lost', {}), PLAN_200],
  retryLoss: [losing('restarting', {}), PLAN_200],
  dismissLoss: [losing('suspected', {}), PLAN_200],
  finishLoss: [losing('restarting', {}), PLAN_200],
  getProbeSummary: [nothing, READ],
  listProbeTargets: [nothing, READ],
  createProbeTarget: [async () => probable(), [401, 403, 201, 403, 403, 403, 201, 403, 403]],
  getProbeTarget: [probed(), READ_ONE],
  updateProbeTarget: [probed({ enabled: false }), PLAN_200],
  removeProbeTarget: [probed(), [401, 403, 204, 403, 403, 403, 204, 403, 403]],
  runProbes: [probed({}), EDIT],
  listProbeResults: [probed(), READ_ONE],
  getProbeStatus: [probed(), READ_ONE],
  compareProbes: [
    async () => {
      const [a, b] = [await atlasDomain(), await atlasDomain()];
      const ids = [
        await makeProbeTarget(server.db, { domainId: a.id }),
        await makeProbeTarget(server.db, { domainId: b.id }),
      ];
      return { query: { a: ids[0]?.id ?? '', b: ids[1]?.id ?? '' } };
    },
    READ_ONE,
  ],
  compareSiteProbes: [async () => onSite(), READ_ONE],
  listSchedules: [nothing, HOST_READ],
  createSchedule: [async () => ({ body: await schedulable() }), [401, 403, 201, 201, 403, 403, 201, 403, 403]],
  getSchedule: [async () => scheduled(), HOST_READ],
  updateSchedule: [async () => scheduled({ paused: true }), [401, 403, 200, 200, 403, 403, 200, 403, 403]],
  removeSchedule: [async () => scheduled(), [401, 403, 204, 204, 403, 403, 204, 403, 403]],
  runSchedule: [async () => scheduled(), [401, 403, 202, 202, 403, 403, 202, 403, 403]],
  listFirings: [async () => scheduled(), HOST_READ],
  listDeclaredFigures: [onHost(), HOST_READ],
  listImages: [nothing, READ],
  readImageOffer: [nothing, READ],
  checkImage: [async () => ({ body: { yaml: 'name: [' } }), REVIEW_200],
  createImage: [async () => ({ body: { yaml: imageNamed(`i-${unique()}`, { vo: 'atlas' }) } }), REVIEW_201],
  getImage: [onImage(), READ_ONE],
  addImageVersion: [
    async () => {
      const { id, name } = await makeImage(server.db, { vo: 'atlas' });
      return { params: { id }, body: { yaml: imageNamed(name, { vo: 'atlas', packages: 'dash' }) } };
    },
    REVIEW_201,
  ],
  retireImage: [onImage({}), REVIEW_200],
  buildImage: [onImage({}), [401, 403, 403, 202, 403, 403, 202, 403, 403]],
  readBuildLog: [
    async () => {
      const image = await makeImage(server.db, { vo: 'atlas' });
      return { params: { id: (await makeImageBuild(server.db, image)).operationId } };
    },
    READ_ONE,
  ],
  getBuiltImage: [
    async () => ({
      params: { id: (await makeBuiltImage(server.db, await makeImage(server.db, { vo: 'atlas' }))).id },
    }),
    READ_ONE,
  ],
  previewCollection: [nothing, REVIEW_200],
  collectImages: [
    async () => ({ body: { keepVersions: 3, keepDays: 30 } }),
    [401, 403, 403, 202, 403, 403, 202, 403, 403],
  ],
  listImageEndorsers: [nothing, READ],
  trustEndorser: [
    async () => ({ body: { certificate: authority.certificate, subject: `/CN=${unique()}`, vos: ['atlas'] } }),
    REVIEW_201,
  ],
  withdrawEndorser: [async () => ({ params: { id: (await makeEndorser(server.db)).id }, body: {} }), REVIEW_200],
  listImageLists: [nothing, READ],
  importImageList: [async () => ({ body: { message: await signedList() } }), REVIEW_201],
  getImageList: [async () => ({ params: { id: (await makeImageList(server.db)).id } }), READ_ONE],
  judgeListedImage: [
    async () => ({
      params: { id: (await makeImageList(server.db)).images[0]?.id ?? '' },
      body: { invalidated: true },
    }),
    REVIEW_200,
  ],
  listImagePolicies: [nothing, READ],
  setImagePolicy: [async () => ({ body: { vo: 'atlas', rule: 'any' } }), REVIEW_200],
  listGuestDrift: [nothing, READ],
  getGuestDrift: [onDomain('running'), READ_ONE],
  checkGuestDrift: [onDomain('running', {}), OPERATE],
  scheduleGuestDrift: [onDomain('running', { everyHours: 24 }), PLAN_200],
  remedyGuestDrift: [drifted({}), EDIT],
  acceptGuestDrift: [drifted({ accepted: true, reason: 'it may' }), PLAN_200],
  rebuildDomain: [rebuildable, EDIT],
  listMigrations: [nothing, READ],
  getMigration: [
    async () => ({ params: { id: (await makeMigration(server.db, await atlasDomain(), other)).operationId } }),
    READ_ONE,
  ],
  listCampaignDefinitions: [nothing, READ],
  checkCampaignDefinition: [async () => ({ body: { yaml: 'name: [' } }), [401, 403, 403, 200, 200, 200, 200, 403, 403]],
  createCampaignDefinition: [
    async () => ({ body: { yaml: campaignNamed(`c-${unique()}`, { vo: 'atlas' }) } }),
    [401, 403, 403, 201, 201, 403, 201, 403, 403],
  ],
  getCampaignDefinition: [onCampaignFile(), READ_ONE],
  addCampaignVersion: [
    async () => {
      const { id, yaml } = await campaignFile();
      return { params: { id }, body: { yaml: `${yaml}description: more\n` } };
    },
    // Naming a VO of somebody else is refused before anything is looked for.
    [401, 403, 403, 201, 201, 403, 201, 403, 403],
  ],
  runCampaign: [onCampaignFile({}), CAMPAIGN_201],
  listCampaigns: [nothing, READ],
  getCampaign: [onCampaign('finished'), READ_ONE],
  cancelCampaign: [onCampaign('running', {}, {}), CAMPAIGN_200],
  getCampaignCell: [onCampaign('finished', { sequence: '0' }), READ_ONE],
  readCampaignArtefact: [onCampaign('finished', { sequence: '0', number: '0' }), READ_ONE],
  listEnvironments: [nothing, READ],
  createEnvironment: [async () => ({ body: { name: `e-${unique()}`, body: environmentBody() } }), REVIEW_201],
  checkEnvironment: [
    async () => ({ body: { architecture: 'x86_64', isolation: 'dedicated', hostClass: null, hosts: [] } }),
    REVIEW_200,
  ],
  getEnvironment: [onEnvironment(), READ_ONE],
  addEnvironmentVersion: [onEnvironment({ body: environmentBody() }), REVIEW_201],
  retireEnvironment: [onEnvironment({}), REVIEW_200],
  checkLease: [async () => ({ body: await wish() }), VO_200],
  listLeases: [nothing, READ],
  listSnapshots: [nothing, READ],
  requestLease: [async () => ({ body: { ...(await wish()), purpose: 'tests' } }), VO_201],
  getLease: [onLease('active'), READ_ONE],
  decideLease: [onLease('asked', { decision: 'reject', words: 'not this week' }), REVIEW_200],
  tryLeaseTerms: [async () => ({ ...(await onLease('asked', { count: 1, endsAt: inTwoDays() })()) }), CAMPAIGN_200],
  answerLease: [
    async () => ({ ...(await onLease('asked-back', { answer: 'for tests', count: 1, endsAt: inTwoDays() })()) }),
    CAMPAIGN_200,
  ],
  extendLease: [
    async () => {
      const host = await makeHost(server.db);
      return await onLease('active', { endsAt: inTwoDays(), reason: host.name })();
    },
    CAMPAIGN_200,
  ],
  endLease: [onLease('active', {}), CAMPAIGN_200],
  issueLogin: [onLogin({ another: true }), CAMPAIGN_200],
  readKeptDisk: [onKeptDisk(), [401, 403, 403, 422, 422, 404, 422, 403, 403]],
  removeKeptDisk: [onKeptDisk({}), CAMPAIGN_200],
  listVoQuotas: [nothing, READ],
  setVoQuota: [
    // A VO is known by its accounts.
    async () => ({ body: { vo: 'atlas', vcpus: 1, memoryMiB: null, diskGiB: null, domains: null } }),
    REVIEW_200,
  ],
  readInbox: [nothing, READ],
  markNotices: [async () => ({ body: {} }), READ],
  readMailPreference: [nothing, READ],
  setMailPreference: [async () => ({ body: { address: null, kinds: ['ready'] } }), READ],
  readMailSettings: [nothing, REVIEW_200],
  setMailSettings: [async () => ({ body: MAIL }), REVIEW_200],
  testMail: [
    async () => {
      await mailServer();
      return { body: {} };
    },
    REVIEW_200,
  ],
  removeMailSettings: [
    async () => {
      await mailServer();
      return { body: {} };
    },
    REVIEW_200,
  ],
  listLeaseRules: [nothing, READ],
  createLeaseRule: [async () => ({ body: { name: `r-${unique()}`.slice(0, 31), vo: 'atlas', ...RULE } }), REVIEW_201],
  removeLeaseRule: [
    async () => {
      const owner = { ownerId: 'somebody', ownerName: 'Somebody' };
      const data = { name: `r-${unique()}`, vo: 'atlas', ...RULE, ...owner };
      return { params: { id: (await server.db.leaseRule.create({ data })).id }, body: {} };
    },
    REVIEW_200,
  ],
  listWebhooks: [nothing, REVIEW_200],
  createWebhook: [async () => ({ body: { url: 'http://127.0.0.1:9/hook' } }), REVIEW_201],
  removeWebhook: [
    async () => {
      const data = { url: 'http://127.0.0.1:9/hook', secretEncrypted: new Uint8Array([1]), setByName: 'Somebody' };
      return { params: { id: (await server.db.webhook.create({ data })).id }, body: {} };
    },
    REVIEW_200,
  ],
  removeVoQuota: [
    async () => {
      const { vo } = await server.db.voQuota.create({ data: { vo: `v${unique()}`, vcpus: 1, setByName: 'Somebody' } });
      return { params: { vo }, body: {} };
    },
    REVIEW_200,
  ],
  getAccounting: [nothing, READ],
  exportAccounting: [async () => ({ query: { format: 'csv' } }), READ],
  setVoShare: [async () => ({ body: { vo: `v${unique()}`, weight: 3 } }), REVIEW_200],
  updateAccountingSettings: [async () => ({ body: { halfLifeDays: 7, benchmark: null } }), REVIEW_200],
  listPools: [nothing, READ],
  createPool: [
    async () => ({
      body: {
        name: `p-${unique()}`,
        environmentId: (await makeEnvironment(server.db)).id,
        system: 'slurm',
        nodes: [`node-${unique()}`],
        max: 1,
      },
    }),
    REVIEW_201,
  ],
  getPool: [onPool(), READ_ONE],
  changePool: [onPool({ enabled: false }), REVIEW_200],
  retryPool: [
    async () => {
      const call = await onPool({})();
      const held = { failures: 3, heldBackSince: new Date(), heldBackUntil: new Date(Date.now() + 3_600_000) };
      await server.db.batchPool.updateMany({ data: held });
      return call;
    },
    REVIEW_200,
  ],
  listMaintenances: [nothing, READ],
  announceMaintenance: [
    async () => ({
      body: { hostId: (await makeHost(server.db)).id, startsAt: inTwoDays(), lengthMinutes: 60, reason: 'tests' },
    }),
    REVIEW_201,
  ],
  getMaintenance: [onMaintenance(), READ_ONE],
  foreseeMaintenance: [
    async () => ({ ...(await onMaintenance()()), query: { vo: 'atlas', startsAt: inTwoDays() } }),
    READ_ONE,
  ],
  answerMaintenance: [onMaintenance({ vo: 'atlas', answer: 'consent' }), CAMPAIGN_200],
  cancelMaintenance: [onMaintenance({}), REVIEW_200],
  getVo: [async () => ({ params: { vo: 'atlas' } }), READ_ONE],
  listVoBackOffs: [async () => ({ params: { vo: 'atlas' } }), READ_ONE],
  listVoAudit: [async () => ({ params: { vo: 'atlas' } }), [401, 403, 403, 200, 200, 404, 200, 403, 403]],
  removePool: [onPool({}), REVIEW_200],
  bringSpecification: [
    async () => {
      const call = await onPool()();
      await server.db.batchPool.updateMany({ data: { takesSpecifications: true } });
      return { ...call, body: { yaml: jobSpecificationOf('own') } };
    },
    CAMPAIGN_201,
  ],
  listOperations: [nothing, READ],
  getOperation: [async () => ({ params: { id: (await makeOperation(server.db, { vo: 'atlas' })).id } }), READ_ONE],
  cancelOperation: [
    async () => ({
      params: { id: (await makeOperation(server.db, { vo: 'atlas', domainId: (await atlasDomain()).id })).id },
      body: {},
    }),
    OPERATE,
  ],
  listEvents: [nothing, READ],
  listAlarms: [nothing, READ],
  resolveAlarm: [
    async () => ({ params: { id: (await makeAlarm(server.db, { vo: 'atlas' })).id }, body: { note: 'seen' } }),
    [401, 403, 200, 403, 403, 403, 200, 403, 403],
  ],
  listAudit: [nothing, [401, 403, 403, 200, 403, 403, 200, 403, 403]],
  listUsers: [nothing, ADMIN_200],
  createUser: [async () => ({ body: { name: 'New', email: `${unique()}@grid.example`, role: 'viewer' } }), ADMIN_201],
  updateUser: [onUser({ name: 'Renamed' }), ADMIN_200],
  removeUser: [onUser(), ADMIN_204],
  listTokens: [nothing, [401, 200, 200, 200, 200, 200, 200, 200, 403]],
  createToken: [
    async () => ({ body: { name: 'ci', scopes: ['tokens:own'], expiresInDays: 1 } }),
    [401, 201, 201, 201, 201, 201, 201, 403, 403],
  ],
  // Nobody's token but one's own: each asks for one that is not.
  revokeToken: [nothing, [401, 404, 404, 404, 404, 404, 404, 404, 403]],
};

const cases = Object.entries(TABLE).flatMap(([id, [make, statuses]]) =>
  // Object.entries of a record whose keys are route ids.
  CALLERS.map((name, index) => ({ id: id as RouteId, name, make, status: statuses[index] ?? 0 })),
);

test('the table has every route but those that have a test of their own', () => {
  const own = ['signIn', 'signOut', 'changePassword', 'streamEvents', 'openConsole'];
  expect([...Object.keys(TABLE), ...own].toSorted()).toEqual(Object.keys(routes).toSorted());
  expect(cases.length).toBe(Object.keys(TABLE).length * CALLERS.length);
});

test.each(cases)('$id as $name is $status', async ({ id, name, make, status }) => {
  const options = await make();
  const answer = await server.call(id, { ...options, as: callers[name] });
  const text = await answer.text();
  expect(answer.status, text.slice(0, 300)).toBe(status);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  if (status === 202 && id !== 'cancelOperation')
    expect(answer.headers.get('location')).toMatch(/^\/api\/v1\/operations\/[0-9a-f-]{36}$/);
  if (status >= 400)
    expect(JSON.parse(text)).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String), fields: [] },
    });
});

test('a stream of events: every role that may read, nobody else', async () => {
  const statuses = [];
  for (const name of CALLERS) {
    const stop = new AbortController();
    const answer = await server.call('streamEvents', { as: callers[name], signal: stop.signal });
    statuses.push(answer.status);
    if (answer.ok) expect(answer.headers.get('content-type')).toContain('text/event-stream');
    stop.abort();
    await answer.body?.cancel();
  }
  expect(statuses).toEqual([...READ]);
});

test('a benchmark on a host itself: who runs benchmarks, nobody who is bound to VOs', async () => {
  const { id } = await makeBenchmark(server.db, { places: ['host'], shipped: true });
  const body = { hostId: (await makeOwnHost(server.db)).id };
  const statuses = [];
  for (const name of CALLERS)
    statuses.push((await server.call('runBenchmark', { as: callers[name], params: { id }, body })).status);
  expect(statuses).toEqual([401, 403, 202, 202, 403, 403, 202, 403, 403]);
});

test('a console: who may act on the domain, nobody else; opened it is in the audit', async () => {
  const statuses = [];
  const domain = await atlasDomain();
  for (const name of CALLERS) {
    const stop = new AbortController();
    const options = { params: { id: domain.id }, body: {}, signal: stop.signal };
    const answer = await server.call('openConsole', { as: callers[name], ...options });
    statuses.push(answer.status);
    if (answer.ok) expect(answer.headers.get('content-type')).toContain('text/event-stream');
    stop.abort();
    await answer.body?.cancel();
  }
  expect(statuses).toEqual([401, 403, 200, 403, 200, 404, 200, 403, 403]);
  const audit = await server.db.audit.findMany({ where: { action: 'openConsole', outcome: 'accepted' } });
  expect(audit.map((row) => row.subjectId)).toEqual([domain.id, domain.id, domain.id]);
});

test('refused writes are in the audit with who and why, and so are accepted ones', async () => {
  const domain = await atlasDomain();
  const before = await server.db.audit.count();
  await server.call('actOnDomain', { as: callers.viewer, params: { id: domain.id, verb: 'start' }, body: {} });
  await server.call('actOnDomain', { as: callers.voOther, params: { id: domain.id, verb: 'shutdown' }, body: {} });
  await server.call('actOnDomain', { as: callers.operator, params: { id: domain.id, verb: 'start' }, body: {} });
  await server.call('actOnDomain', {
    as: callers.operator,
    params: { id: domain.id, verb: 'shutdown' },
    body: { reason: 'maintenance' },
  });
  await server.call('getDomain', { as: callers.voOther, params: { id: domain.id } });
  const rows = await server.db.audit.findMany({ orderBy: { id: 'asc' }, skip: before });
  expect(rows.map((row) => [row.outcome, row.actorName, row.subjectId])).toEqual([
    ['refused', 'The viewer', domain.id],
    ['refused', 'The vo-admin', domain.id],
    ['refused', 'The operator', domain.id],
    ['accepted', 'The operator', domain.id],
  ]);
  expect(rows[2]?.reason).toMatch(/is running/);
  expect(rows[3]).toMatchObject({
    reason: 'maintenance',
    scope: 'domains:operate',
    vo: 'atlas',
    action: 'actOnDomain',
  });
});
