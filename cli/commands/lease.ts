/** `gridbox lease …`: an environment for a VO, asked for by a file and given back. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { CliFailure, EXIT } from '@/cli/failure';
import { follow } from '@/cli/follow';
import { listAll } from '@/cli/list-all';
import { readTextFile } from '@/cli/read-text-file';
import { EnvironmentDetail, EnvironmentPage } from '@/lib/contracts/environments';
import { LEASE_FILE_CHARACTERS_MAX, LeaseFile } from '@/lib/contracts/lease-file';
import { IssuedLogin, LeaseDetail, LeaseFeasibility, LeasePage, type LeaseWish } from '@/lib/contracts/leases';
import { isOver, LEASE_OUTCOME_WORDS, LEASE_STATE_WORDS } from '@/lib/domain/lease';
import { checkYaml } from '@/lib/utils/check-yaml';
import { api as paths, pages } from '@/lib/utils/paths';
import { HOUR_MS } from '@/lib/utils/time';

interface LoginOptions extends GlobalOptions {
  readonly to: string;
  readonly another?: boolean;
  readonly reason?: string;
}

interface EndOptions extends GlobalOptions {
  readonly yes?: boolean;
  readonly within: number;
  readonly reason?: string;
  readonly keep: boolean;
}

export function addLeaseCommands(program: Command, context: CliContext): void {
  const lease = program.command('lease').description('environments for a VO, for a time');
  lease
    .command('check')
    .argument('<file>', 'request (YAML)')
    .description(
      'say whether it could be had, and what fits instead; nothing is kept; ends with 1 where it does not fit',
    )
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const api = openApi(context, options);
      const { wish } = await readRequest(context, api, file);
      const answer = await api.send('POST', paths.checkLease(), LeaseFeasibility, { body: wish });
      printResult(context, options, answer, feasibilityLines(answer));
      if (!answer.fits) throw new CliFailure(`What ${file} asks for does not fit now.`);
    });
  lease
    .command('request')
    .argument('<file>', 'request (YAML)')
    .description('ask for it, whether it fits or not; a testbed manager decides')
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const api = openApi(context, options);
      const { wish, purpose } = await readRequest(context, api, file);
      const made = await api.send('POST', paths.leases(), LeaseDetail, { body: { ...wish, purpose } });
      printResult(context, options, made, [
        `Lease ${made.number} is asked for: ${api.link(pages.lease(made.id))}`,
        ...(made.feasibility === null ? [] : feasibilityLines(made.feasibility)),
      ]);
    });
  lease
    .command('login')
    .argument('<number>', 'of the lease')
    .requiredOption('--to <file>', 'where the private key goes; its certificate goes beside it, as FILE-cert.pub')
    .option('--another', 'one more: the first was read already, or is somebody else’s')
    .option('--reason <text>', 'kept in the audit')
    .description('write the key and the certificate for its guests into files, which are told once')
    .action(async (number: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>();
      const api = openApi(context, options);
      await writeLogin(context, api, await findLease(api, number), options);
    });
  lease
    .command('end')
    .argument('<number>', 'of the lease')
    .option('--yes', 'do it')
    .option('--within <duration>', 'how long to wait, such as 90s or 30m; it goes on afterwards', durationOf, HOUR_MS)
    .option('--no-keep', 'destroy its disks although they were to be kept')
    .option('--reason <text>', 'kept in the audit')
    .description('withdraw a request, or end a lease and wait for its proof; ends with 0 where nothing is left')
    .action(async (number: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<EndOptions>();
      const api = openApi(context, options);
      await endLease(context, api, await findLease(api, number), options);
    });
}

/** Both files are made before anything is asked for: what could not be written would be told for nothing. */
async function writeLogin(context: CliContext, api: ApiClient, id: string, options: LoginOptions): Promise<void> {
  const { to, another, reason } = options;
  const certificateFile = `${to}-cert.pub`;
  const made: string[] = [];
  try {
    for (const file of [to, certificateFile]) made.push(makeSecretFile(file));
    const body = { ...(another === true ? { another } : {}), ...(reason === undefined ? {} : { reason }) };
    const login = await api.send('POST', paths.issueLogin(id), IssuedLogin, { body });
    writeFileSync(to, login.privateKey);
    writeFileSync(certificateFile, login.certificate);
    // What was written is told by the files alone, in every form of output.
    const { account, validUntil, serial } = login;
    printResult(context, options, { account, validUntil, serial, key: to, certificate: certificateFile }, [
      `ssh -i ${to} ${account}@ADDRESS lets you in until ${validUntil}.`,
    ]);
  } catch (error) {
    for (const file of made) rmSync(file, { force: true });
    throw error;
  }
}

/** Readable by its owner alone. @throws CliFailure where there is a file */
function makeSecretFile(path: string): string {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return path;
  } catch (error) {
    throw new CliFailure(`${path} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function endLease(context: CliContext, api: ApiClient, id: string, options: EndOptions): Promise<void> {
  const found = await api.get(paths.lease(id), LeaseDetail);
  if (options.yes !== true) {
    context.tell(
      `Lease ${found.number} of ${found.vo} is ${LEASE_STATE_WORDS[found.state]}, with ${found.domains.length} domains. Nothing was done. With --yes it is ended.`,
    );
    return;
  }
  await api.send('POST', paths.endLease(id), LeaseDetail, {
    body: {
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      ...(options.keep ? {} : { keep: false as const }),
    },
  });
  const ended = await follow(context, {
    read: async () => await api.get(paths.lease(id), LeaseDetail),
    lines: ({ state, words }) => [['lease', `${LEASE_STATE_WORDS[state]}${words === null ? '' : `: ${words}`}`]],
    isOver: ({ state }) => isOver(state),
    withinMs: options.within,
    link: api.link(pages.lease(id)),
  });
  printResult(context, options, ended, [
    ...keptLines(api, ended),
    ...(ended.proof?.items ?? []).map(({ kind, name, where, words }) => `${kind} ${name} (${where}): ${words}`),
    `Lease ${ended.number}: ${ended.outcome === null ? LEASE_STATE_WORDS[ended.state] : LEASE_OUTCOME_WORDS[ended.outcome]}.`,
  ]);
  if (ended.outcome === 'not-clean') throw new CliFailure(ended.words ?? 'It is not proved to be gone.');
}

/** @throws CliFailure with every mistake by line, and where no such environment is offered */
async function readRequest(
  context: CliContext,
  api: ApiClient,
  file: string,
): Promise<{ readonly wish: LeaseWish; readonly purpose: string }> {
  const read = checkYaml(readTextFile(file), {
    schema: LeaseFile,
    noun: 'a request',
    charactersMax: LEASE_FILE_CHARACTERS_MAX,
  });
  if ('problems' in read) {
    for (const { line, column, field, message } of read.problems)
      context.tell(`${file}:${line}:${column}: ${field === '' ? '' : `${field} `}${message}`);
    const many = read.problems.length;
    throw new CliFailure(`${file} has ${many === 1 ? 'a mistake' : `${many} mistakes`}.`);
  }
  const { schema: _schema, environment, version, purpose, ...terms } = read.value;
  return { wish: { ...terms, environmentId: await findEnvironment(api, environment, version) }, purpose };
}

/** @returns its id @throws CliFailure */
async function findEnvironment(api: ApiClient, name: string, version: number | undefined): Promise<string> {
  const found = (await listAll(api, paths.environments(), EnvironmentPage)).find((each) => each.name === name);
  if (found === undefined) throw new CliFailure(`No environment called ${name} is offered to you.`);
  if (version === undefined || version === found.version) return found.id;
  const { versions } = await api.get(paths.environment(found.id), EnvironmentDetail);
  const other = versions.find((each) => each.version === version);
  if (other === undefined) throw new CliFailure(`${name} has no version ${version}.`);
  return other.id;
}

/** @returns its id @throws CliFailure */
async function findLease(api: ApiClient, text: string): Promise<string> {
  const number = /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
  if (number === undefined) throw new CliFailure(`${text} is no number of a lease.`, EXIT.usage);
  const found = (await listAll(api, paths.leases(), LeasePage)).find((each) => each.number === number);
  if (found === undefined) throw new CliFailure(`Gridbox has no lease ${number}, or it is not yours to see.`);
  return found.id;
}

const keptLines = (api: ApiClient, { kept, keepings }: LeaseDetail): readonly string[] => [
  ...kept
    .filter(({ goneAt }) => goneAt === null)
    .map(({ id, domainName, target, simulated, bytes, sha512, keptUntil }) =>
      simulated
        ? `kept ${domainName} ${target}: simulated, nothing to fetch`
        : `kept ${domainName} ${target}: ${bytes ?? 0} bytes until ${keptUntil}, SHA-512 ${sha512 ?? ''}: ${api.link(paths.readKeptDisk(id))}`,
    ),
  ...keepings
    .filter(({ state }) => state === 'given-up')
    .map(({ domainName, words }) => `not kept ${domainName}: ${words ?? ''}`),
];

const feasibilityLines = ({ words, quota, ending, reach, alternatives }: LeaseFeasibility): readonly string[] => [
  words,
  ...(reach === null ? [] : [reach]),
  ...(ending === null ? [] : [ending.words]),
  ...(quota === null ? [] : [quota]),
  ...alternatives.map((alternative) => `  instead: ${alternative.words}`),
];
