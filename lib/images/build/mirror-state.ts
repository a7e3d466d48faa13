import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageArchitecture } from '@/lib/domain/image';
import { BuildFailure } from './build-failure';
import { runProgram, type ProgramCall } from './run-program';
import { MIRROR_DEADLINE_MS } from './tunables';

/**
 * What a suite has now, as one hash of its signed indexes: apt fetches `InRelease` of each source, proves its signature, and
 * nothing else. The same state is the same set of packages on offer.
 * @throws BuildFailure where the mirror does not answer, or what it says is not signed.
 */
export async function readMirrorState(options: {
  readonly sources: readonly string[];
  readonly architecture: ImageArchitecture;
  /** Empty; of this build. */
  readonly folder: string;
  readonly call: Pick<ProgramCall, 'signal' | 'onLine' | 'onStart'>;
}): Promise<string> {
  const { sources, architecture, folder } = options;
  const lists = join(folder, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache'), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
  await writeFile(join(folder, 'status'), '');
  const settings = {
    'Dir::State': folder,
    'Dir::State::lists': lists,
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'APT::Update::Error-Mode': 'any',
    // The folder is the agent's, where apt's own user has no business.
    'APT::Sandbox::User': '',
    ...Object.fromEntries(
      ['Packages', 'Sources', 'Translations', 'Contents-deb', 'DEP-11', 'DEP-11-icons'].map((index) => [
        `Acquire::IndexTargets::deb::${index}::DefaultEnabled`,
        'false',
      ]),
    ),
  };
  await runProgram({
    argv: ['apt-get', 'update', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])],
    cwd: folder,
    deadlineMs: MIRROR_DEADLINE_MS,
    ...options.call,
  });
  const names = (await readdir(lists)).filter((name) => name.endsWith('InRelease')).sort();
  if (names.length < sources.length)
    throw new BuildFailure('refused', 'The mirror has no signed index of one of its sources; see the log.');
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n`).update(await readFile(join(lists, name)));
  return hash.digest('hex');
}
