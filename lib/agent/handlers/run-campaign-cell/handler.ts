/**
 * The command of a campaign in a domain that was made for it: the archive goes in, the command runs, what it left comes out. The
 * domain is deleted by another operation, whatever becomes of this one, so nothing here cleans up.
 */
import { CELL_FOLDER } from '@/lib/domain/campaign-guest';
import { READY_DEADLINE_MS, READY_EVERY_MS } from '@/lib/domain/campaign';
import { domainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import { type ProgramEnd, runSmall } from '@/lib/agent/handlers/run-benchmark/small-programs';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { guestStep, runStep } from './cell-programs';
import { type Collected, collectFiles, collectLog } from './collect';
import { judgeCell } from './judge-cell';
import { runCommand } from './run-command';
import { type CellRun, keepEnd, type KnownCell, readArchivePart, readCell } from './sql';
import { ARCHIVE_PART_BYTES, UNPACK_DEADLINE_MS } from './tunables';

export const runCampaignCellHandler: Handler<'run-campaign-cell'> = {
  kind: 'run-campaign-cell',
  firstStep: { name: 'ready', title: 'Wait until the guest can be told to run something' },
  run: async (run) => {
    const cell = await readCell(run);
    if (cell === undefined) throw new OperationFailure('not-found', 'The campaign is gone.');
    if (cell.outcome !== null) return { result: { outcome: cell.outcome } };
    const end = await connect(run);
    await untilReady(run, end);
    run.probe('ready');
    if (cell.program === null) await sendArchive(run, end, cell);
    await run.step('command', `Run ${cell.file.command[0] ?? 'the command'}`);
    const command = await runCommand(run, end, cell);
    run.probe('ended');
    await run.step('collect', 'Fetch the log, the reports of tests and the artefacts');
    // A guest that lost its command may have lost the files as well; what there is is fetched all the same.
    const log = await collectLog(run, end);
    const collected: Collected = await collectFiles(run, end, cell);
    const judged = judgeCell(command, collected, cell.file.timeoutSeconds);
    run.probe('before-end');
    await keepEnd(run, {
      ...judged,
      ...log,
      exitCode: command.kind === 'ended' ? command.exitCode : null,
      commandMs: command.kind === 'ended' ? command.commandMs : null,
      tests: collected.tests,
      testsLeftOut: collected.testsLeftOut,
    });
    return { result: { outcome: judged.outcome, tests: collected.tests.length } };
  },
};

/** @throws OperationFailure where nothing can be run in the guests of its host, or where another machine would be reached. */
async function connect(run: CellRun): Promise<ProgramEnd> {
  const { domainId: id, hostId } = run.operation;
  if (id === null || hostId === null)
    throw new OperationFailure('not-found', 'Nobody knows on which host its domain is.');
  const [row] = await run.sql.query<{ name: string; hostId: string | null; hostName: string | null }>(
    `select d."name", d."hostId"::text, h."name" as "hostName" from "Domain" d left join "Host" h on h."id" = d."hostId"
     where d."id" = $1::uuid`,
    [id],
  );
  const connection = await run.connection(row?.hostId ?? hostId);
  const { programs } = connection;
  if (programs === undefined)
    throw new OperationFailure('unsupported', `Nothing can be run in the guests of ${row?.hostName ?? 'its host'}.`);
  const domain = domainId(id);
  if (!(await programs.isFenced(domain, { signal: run.signal })))
    throw new OperationFailure('refused', 'Its guest is reached by an address, which may be that of any machine.');
  return {
    name: row?.name ?? id,
    programs: {
      start: async (program, options) => await programs.start(domain, program, options),
      read: async (process, options) => await programs.read(domain, process, options),
      end: async (process, options) => await programs.end(domain, process, options),
    },
  };
}

/** @throws OperationFailure where it does not answer in time, with what was said last. */
async function untilReady(run: CellRun, end: ProgramEnd): Promise<void> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + READY_DEADLINE_MS;
  for (;;) {
    let said: string;
    try {
      const { exitCode } = await runSmall(run, end, { argv: ['true'] });
      if (exitCode === 0) return;
      said = `“true” ended there with ${exitCode ?? 'a signal'}.`;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!DriverError.is(error) && !(error instanceof OperationFailure)) throw error;
      said = error.message;
    }
    run.note(said);
    if (clock.monotonicMs() > until)
      throw new OperationFailure(
        'timeout',
        `The guest could not be told to run anything within ${READY_DEADLINE_MS / 60_000} minutes: ${said}`,
      );
    await sleepUnless(clock, READY_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
}

/** In parts that may come twice; the guest compares the whole by its SHA-256. */
async function sendArchive(run: CellRun, end: ProgramEnd, cell: KnownCell): Promise<void> {
  const { archiveSha256, archiveBytes, file } = cell;
  if (archiveSha256 === null || archiveBytes === null) return;
  await run.step('archive', 'Put the archive into the guest');
  const parts = Math.ceil(archiveBytes / ARCHIVE_PART_BYTES);
  for (let part = 0; part < parts; part += 1) {
    const input = await readArchivePart(run, part * ARCHIVE_PART_BYTES, ARCHIVE_PART_BYTES);
    await runStep(
      run,
      end,
      { ...guestStep('part', CELL_FOLDER, String(part)), input: `${input}\n` },
      'take the archive',
    );
    run.note(`${part + 1} of ${parts} parts`);
    run.probe('part');
  }
  const unpack = guestStep('unpack', CELL_FOLDER, String(parts), archiveSha256, file.folder);
  await runStep(run, end, unpack, 'unpack the archive', UNPACK_DEADLINE_MS);
  run.probe('unpacked');
}
