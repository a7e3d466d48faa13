import { z } from 'zod';
import type { AuditEntry } from '@/lib/contracts/access';
import type { RouteId } from '@/lib/contracts/routes';
import { diffValues, type Difference } from './diff-values';

/** What leaves an entry, in words: one that reads the audit does not know the routes of the API. */
export const ACTION_WORDS: Partial<Record<RouteId, string>> = {
  announceMaintenance: 'Announce a maintenance',
  answerMaintenance: 'Answer a maintenance',
  cancelMaintenance: 'Cancel a maintenance',
  acceptGuestDrift: 'Accept a difference from the image, or take that back',
  addBenchmarkNote: 'Note a date of the benchmarks',
  addImageVersion: 'Change an image',
  addBenchmarkVersion: 'Change a benchmark definition',
  actOnDomain: 'Start, stop, pause or restart a domain',
  buildImage: 'Build an image',
  collectImages: 'Remove old images',
  cancelOperation: 'Cancel an operation',
  changePassword: 'Change own password',
  checkGuestDrift: 'Compare a domain with its image',
  coldMoveDomain: 'Move a domain cold',
  createBenchmark: 'Write a benchmark definition',
  createDomain: 'Create a domain',
  createImage: 'Write an image',
  createHost: 'Add a host',
  createImport: 'Import figures',
  createSchedule: 'Add a benchmark schedule',
  createSite: 'Write a site file',
  createToken: 'Create a token',
  createUser: 'Add an account',
  defineDomain: 'Define a domain',
  deleteDomain: 'Delete a domain',
  editDomain: 'Edit a domain',
  importImageList: 'Import an image list',
  judgeListedImage: 'Invalidate an image of a list, or take that back',
  judgeRun: 'Judge a benchmark run',
  keepColdMove: 'Keep a cold move',
  migrateDomain: 'Migrate a domain',
  planColdMove: 'Plan a cold move',
  leaveSiteRun: 'Leave a site as it is',
  pauseSiteRun: 'Pause a run of a site',
  planSite: 'Plan a site',
  planSiteDestroy: 'Plan to destroy a site',
  resumeSiteRun: 'Resume a run of a site',
  rollBackSiteRun: 'Roll a site back',
  runSite: 'Apply or destroy a site',
  proposeRun: 'Propose a benchmark run',
  rebuildDomain: 'Rebuild a domain of its image',
  remedyGuestDrift: 'Mend a difference from the image',
  removeBenchmarkNote: 'Take a note away',
  removeHost: 'Remove a host',
  removeSchedule: 'Delete a benchmark schedule',
  removeSite: 'Delete a site',
  removeUser: 'Delete an account',
  resizeDomain: 'Resize a domain',
  resolveAlarm: 'Resolve an alarm',
  retireImage: 'Retire an image',
  retireBenchmark: 'Retire a benchmark',
  retractImport: 'Retract an import',
  returnColdMove: 'Take a cold move back',
  reviseSite: 'Change a site file',
  revokeToken: 'Revoke a token',
  runSchedule: 'Run a benchmark schedule now',
  scheduleGuestDrift: 'Set how often a domain is compared with its image',
  setImagePolicy: 'Set which images a VO takes',
  signIn: 'Sign in',
  signOut: 'Sign out',
  testConnection: 'Test a connection',
  trustEndorser: 'Trust an endorser of images',
  undefineDomain: 'Delete a definition',
  updateHost: 'Edit a host',
  updateSchedule: 'Edit a benchmark schedule',
  updateUser: 'Edit an account',
  withdrawEndorser: 'Trust an endorser of images no more',
};
const WORDS: ReadonlyMap<string, string> = new Map(Object.entries(ACTION_WORDS));

/** A command's entry keeps the title of its operation, which says more than its route does. */
const Titled = z.object({ title: z.string() });
/** @example actionWords(entry) // 'Pause wn-01' where it was a command, else 'Edit a host' */
export function actionWords({ action, after }: Pick<AuditEntry, 'action' | 'after'>): string {
  return Titled.safeParse(after).data?.title ?? WORDS.get(action) ?? action;
}

/** Said by the title, or a number only the machine needs. */
const SAID_ELSEWHERE = ['operationId', 'title', 'input.domainId', 'domainId', 'targetHostId', 'input.targetHostId'];
/** Fields shown in a row; the dialog has all. */
const SHOWN = 2;

/** What a row of the audit tells of a change. @example 'class: other → dempsey, name: a → b +1' */
export function changeWords(entry: Pick<AuditEntry, 'before' | 'after'>): string {
  const changes = diffValues(entry.before, entry.after).filter(({ field }) => !SAID_ELSEWHERE.includes(field));
  const shown = changes.slice(0, SHOWN).map(oneChange).join(', ');
  return changes.length > SHOWN ? `${shown} +${changes.length - SHOWN}` : shown;
}

const oneChange = ({ field, before, after }: Difference): string => {
  const name = field.replace(/^input\./, '');
  // Where nothing was before, an arrow would only repeat that.
  return before === '' ? `${name}: ${after}` : `${name}: ${before} → ${after === '' ? 'nothing' : after}`;
};
