/** `gridbox image …`: images built by their specifications. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { type Image, ImageChecked, ImageDetail, ImagePage } from '@/lib/contracts/images';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api as paths, pages } from '@/lib/utils/paths';
import { HOUR_MS } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { CliFailure } from '@/cli/failure';
import { followOperation } from '@/cli/follow-operation';
import { listAll } from '@/cli/list-all';
import { readTextFile } from '@/cli/read-text-file';

interface BuildOptions extends GlobalOptions {
  readonly fresh?: boolean;
  readonly within: number;
}

export function addImageCommands(program: Command, context: CliContext): void {
  const image = program.command('image').description('images of the library');
  image
    .command('build')
    .argument('<file>', 'specification (YAML)')
    .option('--fresh', 'make every layer anew')
    .option(
      '--within <duration>',
      'how long to wait, such as 90s or 30m; the build goes on afterwards',
      durationOf,
      HOUR_MS,
    )
    .description('keep the specification as the newest version of its image, build it, and wait for the end')
    .action(async (file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<BuildOptions>();
      const api = openApi(context, options);
      const { id, name, version } = await keepSpecification(context, api, file);
      const { operation } = await api.send('POST', paths.buildImage(id), OperationAccepted, {
        body: { fresh: options.fresh ?? false },
        idempotencyKey: randomUUID(),
      });
      context.tell(`${name} ${version} is being built: ${api.link(pages.image(id))}`);
      await followOperation(context, api, operation.id, options.within);
      const { built } = await api.get(paths.image(id), ImageDetail);
      if (built === null) throw new CliFailure(`${name} ${version} was built, and its files are removed already.`);
      printResult(context, options, { id, name, version, built }, [
        `${name} ${version}: ${formatBytes(built.bytes)}, sha512 ${built.digest}`,
      ]);
    });
}

/** A new image, a new version, or the newest one where the text is the same. @throws CliFailure with every mistake by line */
async function keepSpecification(context: CliContext, api: ApiClient, file: string): Promise<Image> {
  const yaml = readTextFile(file);
  const { problems, understood } = await api.send('POST', paths.checkImage(), ImageChecked, { body: { yaml } });
  for (const problem of problems) context.tell(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
  if (understood === null)
    throw new CliFailure(`${file} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`);
  const found = (await listAll(api, paths.images(), ImagePage, { retired: true }))
    .filter(({ name }) => name === understood.name)
    .toSorted((one, other) => other.version - one.version)[0];
  if (found === undefined) return await api.send('POST', paths.images(), ImageDetail, { body: { yaml } });
  const detail = await api.get(paths.image(found.id), ImageDetail);
  if (detail.yaml === yaml && detail.retiredAt === null) return detail;
  return await api.send('POST', paths.imageVersions(found.id), ImageDetail, { body: { yaml } });
}
