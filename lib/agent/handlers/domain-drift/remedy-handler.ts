import { remedyPrograms } from '@/lib/images/drift/remedy-programs';
import { runSmall } from '@/lib/agent/handlers/run-benchmark/small-programs';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { type AskedGuest, compare, keepComparison, openGuest } from './compare';

type RemedyRun = Run<'remedy-domain-drift'>;

/** Of what a program said before it failed so much is shown. */
const WORDS_SHOWN = 500;
/** Of the operation's id: tells what this remedy put aside. */
const MARK_LENGTH = 8;

/**
 * Mends one difference in the guest, and proves it by a comparison of everything. It looks before it acts: whoever did a part of it
 * before is gone on from.
 */
export const remedyDomainDriftHandler: Handler<'remedy-domain-drift'> = {
  kind: 'remedy-domain-drift',
  firstStep: { name: 'look', title: 'Look whether it is still so' },
  run: async (run) => {
    run.probe('claimed');
    const guest = await openGuest(run);
    await requireFenced(run, guest);
    const { check, subject } = run.input;
    const before = await compare(run, guest);
    run.probe('looked');
    const isThere = ({ differences }: typeof before) =>
      differences.some((each) => each.check === check && each.subject === subject);
    if (!isThere(before)) {
      run.note('It is not so any more.', true);
      await run.step('keep', 'Keep what was found');
      return await keepComparison(run, guest, before);
    }
    await run.step('mend', `Mend ${subject}`);
    await mend(run, guest);
    await run.step('compare', 'Compare with the image again');
    const after = await compare(run, guest);
    run.probe('compared');
    await run.step('keep', 'Keep what was found');
    const kept = await keepComparison(run, guest, after);
    if (isThere(after))
      throw new OperationFailure(
        'refused',
        `${subject} of ${guest.at.name} is as it was after all: something brings it back.`,
      );
    return kept;
  },
};

/** An address that somebody wrote down may lead to any machine. @throws OperationFailure */
async function requireFenced(run: RemedyRun, { at }: AskedGuest): Promise<void> {
  if ((await at.connection.programs?.isFenced(at.id, { signal: run.signal })) === true) return;
  throw new OperationFailure(
    'refused',
    `${at.name} is reached by SSH at an address that somebody wrote down; nothing is changed there. Give it a guest agent.`,
  );
}

async function mend(run: RemedyRun, { at, end, image }: AskedGuest): Promise<void> {
  const { check, subject } = run.input;
  const programs = remedyPrograms({ check, subject }, image?.manifest, run.operation.id.slice(0, MARK_LENGTH));
  if (programs === undefined)
    throw new OperationFailure(
      'refused',
      `No program in the guest mends ${subject}; rebuild ${at.name}, or accept it.`,
    );
  for (const [index, { argv, input, helps }] of programs.entries()) {
    run.probe(`before-program-${index}`);
    const { exitCode, stderr } = await runSmall(run, end, { argv, ...(input === undefined ? {} : { input }) });
    run.probe(`after-program-${index}`);
    if (exitCode === 0 || helps === true) continue;
    const words = stderr.trim().slice(0, WORDS_SHOWN);
    throw new OperationFailure(
      'refused',
      `${argv[0]} failed in ${at.name} (${exitCode === undefined ? 'ended by a signal' : `exit code ${exitCode}`})${words === '' ? '' : `: ${words}`}.`,
    );
  }
}
