/** `gridbox campaign …`: a command in clean domains of several environments, as a CI system asks for it. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import {
  CampaignCellDetail,
  CampaignChecked,
  CampaignDefinitionDetail,
  CampaignDefinitionPage,
  CampaignDetail,
} from '@/lib/contracts/campaigns';
import { ARCHIVE_BYTES_MAX } from '@/lib/domain/campaign';
import { api as paths, pages } from '@/lib/utils/paths';
import { formatDuration, HOUR_MS } from '@/lib/utils/time';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { CliFailure, EXIT } from '@/cli/failure';
import { follow } from '@/cli/follow';
import { readTextFile } from '@/cli/read-text-file';

interface RunOptions extends GlobalOptions {
  readonly archive?: string;
  readonly within: number;
  readonly junitOut?: string;
  readonly reason?: string;
}

export function addCampaignCommands(program: Command, context: CliContext): void {
  const campaign = program.command('campaign').description('tests in clean domains');
  campaign
    .command('run')
    .argument('<file>', 'campaign file (YAML)')
    .option('--archive <tar>', 'what is tested, where the file asks for an archive')
    .option(
      '--within <duration>',
      'how long to wait, such as 90s or 30m; the campaign goes on afterwards',
      durationOf,
      HOUR_MS,
    )
    .option('--junit-out <folder>', 'where to write the reports of tests that were kept')
    .option('--reason <text>', 'shown with the campaign')
    .description(
      'keep the file as the newest version of its name, run it, and wait; ends with 0 where everything passed',
    )
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      const api = openApi(context, options);
      // Read first: what cannot be sent must not leave a version behind.
      const archive = options.archive === undefined ? undefined : readArchive(options.archive);
      const definition = await keepDefinition(context, api, file);
      const begun = await api.send('POST', paths.runCampaign(definition.id), CampaignDetail, {
        body: {
          ...(archive === undefined ? {} : { archive }),
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        },
        idempotencyKey: randomUUID(),
      });
      context.tell(`${begun.name} ${begun.number} runs: ${api.link(pages.campaign(begun.id))}`);
      const ended = await followCampaign(context, api, begun.id, options.within);
      if (options.junitOut !== undefined) await writeReports(context, api, ended, options.junitOut);
      printResult(context, options, ended, resultLines(ended));
      if (ended.outcome !== 'passed')
        throw new CliFailure(`${ended.name} ${ended.number}: ${ended.outcome ?? 'no outcome'}.`);
    });
}

/** A new file, a new version, or the newest one where the text is the same. @throws CliFailure with every mistake by line */
async function keepDefinition(context: CliContext, api: ApiClient, file: string): Promise<CampaignDefinitionDetail> {
  const yaml = readTextFile(file);
  const { problems, understood } = await api.send('POST', paths.checkCampaignDefinition(), CampaignChecked, {
    body: { yaml },
  });
  for (const { line, column, field, message } of problems)
    context.tell(`${file}:${line}:${column}: ${field === '' ? '' : `${field} `}${message}`);
  if (understood === null)
    throw new CliFailure(`${file} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`);
  const { items } = await api.get(paths.campaignDefinitions(), CampaignDefinitionPage, { name: understood.name });
  const [found] = items;
  if (found === undefined)
    return await api.send('POST', paths.campaignDefinitions(), CampaignDefinitionDetail, { body: { yaml } });
  const detail = await api.get(paths.campaignDefinition(found.id), CampaignDefinitionDetail);
  if (detail.yaml === yaml) return detail;
  return await api.send('POST', paths.campaignVersions(found.id), CampaignDefinitionDetail, { body: { yaml } });
}

/** @throws CliFailure where it is not there or too large */
function readArchive(file: string): { readonly name: string; readonly base64: string } {
  try {
    if (statSync(file).size > ARCHIVE_BYTES_MAX)
      throw new CliFailure(`${file} is larger than ${ARCHIVE_BYTES_MAX / 1024 ** 2} MiB.`, EXIT.usage);
    return { name: basename(file), base64: readFileSync(file).toString('base64') };
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CliFailure(`${file} cannot be read: ${words}`, EXIT.usage, { cause });
  }
}

/** Tells of each environment as it changes. @throws CliFailure where it takes longer */
async function followCampaign(
  context: CliContext,
  api: ApiClient,
  id: string,
  withinMs: number,
): Promise<CampaignDetail> {
  return await follow(context, {
    read: async () => await api.get(paths.campaign(id), CampaignDetail),
    lines: ({ cells }) =>
      cells.map(({ name, state, outcome, words }) => [
        name,
        `${name}  ${outcome ?? state}${words === null ? '' : `: ${words}`}`,
      ]),
    isOver: ({ state }) => state !== 'running',
    withinMs,
    link: api.link(pages.campaign(id)),
  });
}

/** One file for each report, named by its environment: whatever path a guest wrote it to leads nowhere here. */
async function writeReports(
  context: CliContext,
  api: ApiClient,
  campaign: CampaignDetail,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { sequence, name } of campaign.cells) {
    const cell = await api.get(paths.campaignCell(campaign.id, String(sequence)), CampaignCellDetail);
    for (const { number } of cell.artefactList.filter(({ junit, kept }) => junit && kept)) {
      const file = join(folder, `${name}-${number}.xml`);
      writeFileSync(file, await api.download(paths.campaignArtefact(campaign.id, String(sequence), String(number))));
      context.tell(`  written  ${file}`);
    }
  }
}

function resultLines({ cells, comparison }: CampaignDetail): readonly string[] {
  return [
    ...cells.map(({ name, outcome, tests, commandMs, words }) => {
      const count = tests.passed + tests.failed + tests.error + tests.skipped;
      return [
        outcome ?? 'no outcome',
        name,
        ...(count === 0 ? [] : [`${tests.passed} of ${count} tests passed`]),
        ...(commandMs === null ? [] : [formatDuration(commandMs)]),
        ...(words === null ? [] : [words]),
      ].join('  ');
    }),
    ...(comparison === null ? [] : [`Compared with ${comparison.with.number}: ${comparison.verdict}`]),
    ...(comparison?.cells ?? []).flatMap(({ environment, newlyFailing }) =>
      newlyFailing.tests.map((test) => `  fails newly  ${environment}  ${test}`),
    ),
  ];
}
