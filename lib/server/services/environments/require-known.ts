import type { EnvironmentBody } from '@/lib/contracts/environments';
import { AppError, type FieldError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { knownVos, unknownVoWords } from '@/lib/server/services/vo-quotas/known-vos';

/**
 * An environment of something that is not there would be offered, asked for and approved, and could never be made. A file on hosts only
 * their agents can read: whether it is there is said when a lease of it is made.
 * @throws AppError `bad-request` with the field of every image, host and VO that nobody knows
 */
export async function requireKnown(tx: Tx, context: ServiceContext, body: EnvironmentBody): Promise<void> {
  const fields: FieldError[] = [];
  if ('library' in body.image) fields.push(...(await imageProblems(tx, body.image)));
  const hosts = await tx.host.findMany({
    where: { name: { in: [...body.hosts] } },
    select: { name: true, class: true },
  });
  const strange = body.hosts.filter((name) => !hosts.some((host) => host.name === name));
  if (strange.length > 0)
    fields.push({ field: 'body.hosts', message: `has ${strange.join(', ')}, which is no host of the testbed` });
  const others = hosts.filter((host) => body.hostClass !== null && host.class !== body.hostClass);
  if (others.length > 0)
    fields.push({
      field: 'body.hosts',
      message: `has ${others.map(({ name }) => name).join(', ')}, which is of another machine class`,
    });
  const vos = unknownVoWords(await knownVos(tx, context.actor), body.vos);
  if (vos !== undefined) fields.push({ field: 'body.vos', message: vos });
  const [first] = fields;
  if (first !== undefined) throw new AppError('bad-request', `${first.field}: ${first.message}`, { fields });
}

async function imageProblems(
  tx: Tx,
  { library: name, version }: Extract<EnvironmentBody['image'], { readonly library: string }>,
): Promise<readonly FieldError[]> {
  const versions = await tx.imageSpecification.findMany({
    where: { name },
    orderBy: { version: 'desc' },
    select: { version: true },
  });
  if (versions.length === 0)
    return [{ field: 'body.image.library', message: `is not there: the library has no image called ${name}` }];
  if (versions.some((each) => each.version === version)) return [];
  return [
    {
      field: 'body.image.version',
      message: `is not there: of ${name} the library has ${versions.map((each) => each.version).join(', ')}`,
    },
  ];
}
