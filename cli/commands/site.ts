/** `gridbox site …`: site files checked, planned and looked at. */
import { type Command, InvalidArgumentError } from 'commander';
import { isEnded, RUN_KIND_WORDS, RUN_STATE_WORDS, RUN_STEP_WORDS } from '@/lib/domain/site-run';
import {
  SitePage,
  type SiteSummary,
  Site,
  SiteChecked,
  type RunSite,
  SiteDrift,
  SiteRun,
  SitePlan,
  type SitePlanDocument,
} from '@/lib/contracts/sites';
import { api as paths, pages } from '@/lib/utils/paths';
import { HOUR_MS } from '@/lib/utils/time';
import { formatKiB } from '@/lib/utils/units';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { CliFailure } from '@/cli/failure';
import { follow } from '@/cli/follow';
import { listAll } from '@/cli/list-all';
import { readTextFile } from '@/cli/read-text-file';

interface RunOptions extends GlobalOptions {
  readonly yes?: boolean;
  readonly within: number;
  readonly reason?: string;
}

/** A site file, and what it says. */
interface CheckedFile {
  readonly text: string;
  readonly name: string;
}

export function addSiteCommands(program: Command, context: CliContext): void {
  const site = program.command('site').description('sites by their files');
  site
    .command('check')
    .argument('<file>', 'site file (YAML)')
    .description('say what is wrong with a site file, by line; nothing is kept')
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { name } = await checkFile(context, openApi(context, options), file);
      printResult(context, options, { file, name, problems: [] }, [`${file}: site ${name}, no mistakes.`]);
    });
  site
    .command('plan')
    .argument('<file>', 'site file (YAML)')
    .option('--reason <words>', 'why, for the audit', reasonOf)
    .description(
      'keep the file as the newest revision of its site, and say what would be done by it; ends with 1 where something is in the way',
    )
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason?: string }>();
      const api = openApi(context, options);
      const kept = await keepFile(context, api, file, options.reason);
      const plan = await api.send('POST', paths.planSite(kept.id), SitePlan);
      printResult(context, options, plan, [
        ...planLines(plan.document),
        `Revision ${plan.revision}, planned at ${plan.plannedAt}: ${api.link(pages.site(kept.id))}`,
      ]);
      if (plan.document.totals.blocked > 0)
        throw new CliFailure(`Something is in the way of ${plan.document.totals.blocked} domains.`);
    });
  site
    .command('apply')
    .argument('<file>', 'site file (YAML)')
    .option('--yes', 'carry the plan out as it comes; left out, it is only shown')
    .option('--keep', 'leave what was made where a step fails, instead of taking it back')
    .option('--within <duration>', 'how long to wait, such as 90s or 30m; it goes on afterwards', durationOf, HOUR_MS)
    .option('--reason <words>', 'why, for the audit', reasonOf)
    .description('plan a site file and carry the plan out; ends with 1 where it does not come to its end whole')
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions & { keep?: boolean }>();
      const api = openApi(context, options);
      const kept = await keepFile(context, api, file, options.reason);
      const plan = await api.send('POST', paths.planSite(kept.id), SitePlan);
      if (plan.document.totals.blocked > 0 || options.yes !== true) return showOnly(context, options, plan, 'apply');
      await runPlan(context, api, options, kept, {
        planId: plan.id,
        ...(options.keep === true ? { onFailure: 'keep' as const } : {}),
      });
    });
  site
    .command('destroy')
    .argument('<site>', 'name of a site, or its file')
    .option('--yes', 'carry the plan out as it comes; left out, it is only shown')
    .option('--within <duration>', 'how long to wait, such as 90s or 30m; it goes on afterwards', durationOf, HOUR_MS)
    .option('--reason <words>', 'why, for the audit', reasonOf)
    .description(
      'take away all that was made for a site, and print what was looked for afterwards; ends with 1 unless all of it is gone',
    )
    .action(async (which: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      const api = openApi(context, options);
      const found = await requireSite(context, api, which);
      const plan = await api.send('POST', paths.planSiteDestroy(found.id), SitePlan);
      if (options.yes !== true) return showOnly(context, options, plan, 'destroy');
      await runPlan(context, api, options, found, { planId: plan.id, confirmName: found.name });
    });
  site
    .command('status')
    .argument('<site>', 'name of a site, or its file')
    .description('say what of a site is there, and what is otherwise than its file says')
    .action(async (which: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const api = openApi(context, options);
      const found = await requireSite(context, api, which);
      const drift = await api.get(paths.siteDrift(found.id), SiteDrift);
      printResult(context, options, { site: found, drift }, [
        `${found.name}: ${found.made} of ${found.wanted} domains made, revision ${found.revision}.`,
        ...(drift.sentences.length === 0 ? ['The testbed is as its file says.'] : drift.sentences),
      ]);
    });
}

/** @throws CliFailure where something is in the way */
function showOnly(context: CliContext, options: GlobalOptions, plan: SitePlan, verb: string): void {
  printResult(context, options, plan, planLines(plan.document));
  const { blocked } = plan.document.totals;
  if (blocked > 0) throw new CliFailure(`Something is in the way of ${blocked} domains; nothing was done.`);
  context.tell(`Nothing was done. With --yes it is: gridbox site ${verb} … --yes`);
}

/** Begins a run of a plan and waits for its end. @throws CliFailure where that is not the one that was wanted */
async function runPlan(
  context: CliContext,
  api: ApiClient,
  options: RunOptions,
  site: Pick<SiteSummary, 'id' | 'name'>,
  body: Omit<RunSite, 'reason'>,
): Promise<void> {
  const begun = await api.send('POST', paths.siteRuns(site.id), SiteRun, {
    body: { ...body, ...(options.reason === undefined ? {} : { reason: options.reason }) },
  });
  context.tell(`${RUN_KIND_WORDS[begun.kind]} of ${site.name}: ${api.link(pages.siteRun(begun.id))}`);
  const run = await follow(context, {
    read: async () => await api.get(paths.siteRun(begun.id), SiteRun),
    lines: ({ steps }) =>
      steps
        .filter(({ state }) => state !== 'waiting')
        .map(({ sequence, title, state, words }) => [
          String(sequence),
          `${RUN_STEP_WORDS[state]}  ${title}${words === null ? '' : `: ${words}`}`,
        ]),
    // One that stands still waits for a person.
    isOver: ({ state }) => isEnded(state) || state === 'paused' || state === 'not-clean',
    withinMs: options.within,
    link: api.link(pages.siteRun(begun.id)),
  });
  printResult(context, options, run, [
    ...(run.proof?.items ?? []).map(({ kind, name, where, words }) => `${kind} ${name} (${where}): ${words}`),
    `${run.siteName}: ${RUN_STATE_WORDS[run.state]}, ${run.done} of ${run.total} steps done.`,
  ]);
  if (run.state !== (run.kind === 'apply' ? 'done' : 'destroyed'))
    throw new CliFailure(run.halted ?? `${run.siteName} is ${RUN_STATE_WORDS[run.state]}.`);
}

function reasonOf(words: string): string {
  const LONGEST_REASON = 500;
  if (words.length > LONGEST_REASON) throw new InvalidArgumentError(`At most ${LONGEST_REASON} signs.`);
  return words;
}

/** @throws CliFailure after each problem was told with file, line and column */
async function checkFile(context: CliContext, api: ApiClient, file: string): Promise<CheckedFile> {
  const text = readTextFile(file);
  const { problems, warnings, site } = await api.send('POST', paths.checkSite(), SiteChecked, { body: { text } });
  for (const { line, column, message } of problems) context.tell(`${file}:${line}:${column}: ${message}`);
  if (site === null)
    throw new CliFailure(`${file} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`);
  for (const { line, column, name, message } of warnings)
    context.tell(`${file}:${line}:${column}: warning: ${name}: ${message}`);
  for (const note of site.notes) context.tell(`${file}: ${note}`);
  return { text, name: site.name };
}

export const findSite = async (api: ApiClient, name: string): Promise<SiteSummary | undefined> =>
  (await listAll(api, paths.sites(), SitePage)).find((each) => each.name === name);

/** The site that a file or a name means. @throws CliFailure where Gridbox has none of the name */
export async function requireSite(context: CliContext, api: ApiClient, which: string): Promise<SiteSummary> {
  const name = /\.ya?ml$/.test(which) ? (await checkFile(context, api, which)).name : which;
  const found = await findSite(api, name);
  if (found === undefined) throw new CliFailure(`Gridbox has no site called ${name}.`);
  return found;
}

/** Keeps the file as it is now: a new site, a new revision, or nothing where that is the newest already. */
export async function keepFile(
  context: CliContext,
  api: ApiClient,
  file: string,
  reason: string | undefined,
): Promise<Site> {
  const { text, name } = await checkFile(context, api, file);
  const found = await findSite(api, name);
  if (found === undefined) {
    const made = await api.send('POST', paths.sites(), Site, { body: { text, reason } });
    context.tell(`Site ${name} is new.`);
    return made;
  }
  const site = await api.get(paths.site(found.id), Site);
  if (site.text === text) return site;
  const revised = await api.send('POST', paths.siteRevisions(site.id), Site, {
    body: { text, reason },
    version: site.version,
  });
  context.tell(`Revision ${revised.revision} of ${name} is kept.`);
  return revised;
}

const DEED_SIGNS = { create: '+', change: '~', replace: '±', keep: ' ', destroy: '-' } as const;

/** A plan as lines: what is done with each domain, where and why, and what is in the way. */
export function planLines({ nodes, totals, unboundHosts, notes, steps }: SitePlanDocument): string[] {
  if (steps.length === 0 && totals.blocked === 0) return ['Nothing to do: the testbed is as the file says.', ...notes];
  return [
    ...nodes.flatMap((node) => [
      `${DEED_SIGNS[node.deed]} ${node.domainName}  ${node.role ?? '?'}  ${node.vcpus} vCPU  ${formatKiB(node.memoryKiB)}  ${node.host?.hostName ?? 'no host'}  ${node.why}`,
      ...node.differences.map(({ what, from, to }) => `    ${what}: ${from} → ${to}`),
      ...node.blockers.map((words) => `    in the way: ${words}`),
    ]),
    ...unboundHosts.map((words) => `host: ${words}`),
    ...notes.map((words) => `note: ${words}`),
    `${totals.create} to create, ${totals.change} to change, ${totals.replace} to make anew, ${totals.destroy} to destroy, ${totals.keep} kept.`,
  ];
}
