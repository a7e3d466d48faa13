/** `gridbox site …`: site files checked, planned and looked at. */
import { type Command, InvalidArgumentError } from 'commander';
import {
  SitePage,
  type SiteSummary,
  Site,
  SiteChecked,
  SiteDrift,
  SitePlan,
  type SitePlanDocument,
} from '@/lib/contracts/sites';
import { api as paths, pages } from '@/lib/utils/paths';
import { formatKiB } from '@/lib/utils/units';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { CliFailure } from '@/cli/failure';
import { listAll } from '@/cli/list-all';
import { readTextFile } from '@/cli/read-text-file';

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

function reasonOf(words: string): string {
  const LONGEST_REASON = 500;
  if (words.length > LONGEST_REASON) throw new InvalidArgumentError(`At most ${LONGEST_REASON} signs.`);
  return words;
}

/** @throws CliFailure after each problem was told with file, line and column */
async function checkFile(context: CliContext, api: ApiClient, file: string): Promise<CheckedFile> {
  const text = readTextFile(file);
  const { problems, site } = await api.send('POST', paths.checkSite(), SiteChecked, { body: { text } });
  for (const { line, column, message } of problems) context.tell(`${file}:${line}:${column}: ${message}`);
  if (site === null)
    throw new CliFailure(`${file} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`);
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
