/** What leaves an entry in the audit, in words: one that reads it does not know the routes of the API. Pure. */
import { z } from 'zod';
import type { AuditedRouteId } from './routes';

/** Exhaustive: what is audited does not compile until it has words. */
export const ACTION_WORDS: Readonly<Record<AuditedRouteId, string>> = {
  acceptGuestDrift: 'Accept a difference from the image, or take that back',
  actOnDomain: 'Start, stop, pause or restart a domain',
  addBenchmarkNote: 'Note a date of the benchmarks',
  addBenchmarkVersion: 'Change a benchmark definition',
  addCampaignVersion: 'Change a campaign file',
  addEnvironmentVersion: 'Change an environment',
  addImageVersion: 'Change an image',
  announceMaintenance: 'Announce a maintenance',
  answerLease: 'Answer about a request for a lease',
  answerMaintenance: 'Answer a maintenance',
  approvePlan: 'Approve a plan',
  askWhatIf: 'Ask what would be if',
  bringSpecification: 'Bring a specification of jobs',
  buildImage: 'Build an image',
  cancelCampaign: 'Cancel a campaign',
  cancelMaintenance: 'Cancel a maintenance',
  cancelOperation: 'Cancel an operation',
  cancelPlan: 'Cancel a plan',
  changePassword: 'Change own password',
  changePool: 'Change a pool',
  checkGuestDrift: 'Compare a domain with its image',
  coldMoveDomain: 'Move a domain cold',
  collectImages: 'Remove old images',
  confirmLoss: 'Confirm that a lost host is off',
  createBenchmark: 'Write a benchmark definition',
  createCampaignDefinition: 'Write a campaign file',
  createDomain: 'Create a domain',
  createEnvironment: 'Offer an environment',
  createHost: 'Add a host',
  createImage: 'Write an image',
  createImport: 'Import figures',
  createLeaseRule: 'Add a rule that approves leases',
  createPool: 'Add a pool',
  createProbeTarget: 'Add a probe',
  createSchedule: 'Add a benchmark schedule',
  createSite: 'Write a site file',
  createToken: 'Create a token',
  createUser: 'Add an account',
  createWebhook: 'Add a webhook',
  decideLease: 'Decide over a request for a lease',
  declareLoss: 'Declare a host lost',
  defineDomain: 'Define a domain',
  deleteDomain: 'Delete a domain',
  dismissLoss: 'Say that a host is not lost',
  editDomain: 'Edit a domain',
  endLease: 'End a lease, or withdraw a request for one',
  extendLease: 'Extend a lease',
  fenceLoss: 'Switch a lost host off once more',
  finishLoss: 'End the recovery of a lost host',
  forgetSiteSecret: 'Forget a secret of a site',
  importImageList: 'Import an image list',
  issueLogin: 'Issue a login to a lease',
  judgeListedImage: 'Invalidate an image of a list, or take that back',
  judgeRun: 'Judge a benchmark run',
  keepColdMove: 'Keep a cold move',
  leaveSiteRun: 'Leave a site as it is',
  markNotices: 'Mark notices as read',
  migrateDomain: 'Migrate a domain',
  openConsole: 'Open a console',
  pausePlan: 'Pause a plan',
  pauseSiteRun: 'Pause a run of a site',
  planColdMove: 'Plan a cold move',
  planDrain: 'Plan a drain of a host',
  planRebalance: 'Plan a rebalancing of hosts',
  planSite: 'Plan a site',
  planSiteDestroy: 'Plan to destroy a site',
  proposeRun: 'Propose a benchmark run',
  readKeptDisk: 'Fetch a kept disk',
  rebuildDomain: 'Rebuild a domain of its image',
  remedyGuestDrift: 'Mend a difference from the image',
  removeBenchmarkNote: 'Take a note away',
  removeHost: 'Remove a host',
  removeKeptDisk: 'Remove a kept disk',
  removeLeaseRule: 'Delete a rule that approves leases',
  removeMailSettings: 'Send no mail any more',
  removePool: 'Delete a pool',
  removeProbeTarget: 'Delete a probe',
  removeSchedule: 'Delete a benchmark schedule',
  removeSite: 'Delete a site',
  removeUser: 'Delete an account',
  removeVoQuota: 'Remove the quota of a VO',
  removeWebhook: 'Delete a webhook',
  replan: 'Plan again',
  requestLease: 'Ask for a lease',
  resizeDomain: 'Resize a domain',
  resolveAlarm: 'Resolve an alarm',
  resumePlan: 'Resume a plan',
  resumeSiteRun: 'Resume a run of a site',
  retireBenchmark: 'Retire a benchmark',
  retireEnvironment: 'Retire an environment',
  retireImage: 'Retire an image',
  retractImport: 'Retract an import',
  retryLoss: 'Start once more what a lost host had',
  retryPool: 'Try a pool now that is held back',
  returnColdMove: 'Take a cold move back',
  returnPlan: 'Send home what a drain moved',
  reviseSite: 'Change a site file',
  revokeToken: 'Revoke a token',
  rollBackSiteRun: 'Roll a site back',
  runBenchmark: 'Run a benchmark',
  runCampaign: 'Run a campaign',
  runProbes: 'Probe now',
  runSchedule: 'Run a benchmark schedule now',
  runSite: 'Apply or destroy a site',
  scheduleGuestDrift: 'Set how often a domain is compared with its image',
  setImagePolicy: 'Set which images a VO takes',
  setMailPreference: 'Set what one is mailed of',
  setMailSettings: 'Set by which server mail is sent',
  setVoQuota: 'Set the quota of a VO',
  setVoShare: 'Set the share of a VO',
  signIn: 'Sign in',
  signOut: 'Sign out',
  storeSiteSecret: 'Keep a secret of a site',
  testConnection: 'Test a connection',
  testMail: 'Send a test mail',
  trustEndorser: 'Trust an endorser of images',
  typeInConsole: 'Type into a console',
  undefineDomain: 'Delete a definition',
  updateAccountingSettings: 'Set how use is reckoned',
  updateHost: 'Edit a host',
  updateProbeTarget: 'Change a probe',
  updateRebalanceSettings: 'Set how hosts are levelled',
  updateSchedule: 'Edit a benchmark schedule',
  updateUser: 'Edit an account',
  withdrawEndorser: 'Trust an endorser of images no more',
};
const WORDS: ReadonlyMap<string, string> = new Map(Object.entries(ACTION_WORDS));

/**
 * By one route several things are done: which of them an entry says in what it became, by its answer or by how its words begin (they may go on
 * with what was agreed). The first that is so counts.
 */
const DEEDS: Partial<Record<AuditedRouteId, readonly (readonly [begins: string, words: string])[]>> = {
  answerMaintenance: [
    ['consent', 'Consent to a maintenance'],
    ['defer', 'Put off a maintenance'],
  ],
  decideLease: [
    ['is approved as adjusted', 'Approve a lease with other terms'],
    ['is approved', 'Approve a lease'],
    ['is rejected', 'Reject a request for a lease'],
    ['is asked back', 'Ask back about a request for a lease'],
  ],
  endLease: [
    ['is withdrawn', 'Withdraw a request for a lease'],
    ['is to end, and nothing', 'End a lease, and keep nothing more of it'],
    ['is to end', 'End a lease'],
  ],
};
const DEED_WORDS: ReadonlyMap<string, (typeof DEEDS)[AuditedRouteId]> = new Map(Object.entries(DEEDS));

/** A command's entry keeps the title of its operation, which says more than its route does. */
const Titled = z.object({ title: z.string() });
const Said = z.object({ answer: z.string().optional(), words: z.string().optional() });

/**
 * What was done. An entry that a version before this one wrote may have an action that this one does not know: that is said as it is.
 * @example actionWords({ action: 'actOnDomain', after: { title: 'Pause wn-01' } }) // 'Pause wn-01'
 * @example actionWords({ action: 'updateHost', after: {} }) // 'Edit a host'
 */
export function actionWords({ action, after }: { readonly action: string; readonly after?: unknown }): string {
  const said = Said.safeParse(after).data;
  const told = said?.answer ?? said?.words ?? '';
  return (
    Titled.safeParse(after).data?.title ??
    DEED_WORDS.get(action)?.find(([begins]) => told.startsWith(begins))?.[1] ??
    WORDS.get(action) ??
    action
  );
}
