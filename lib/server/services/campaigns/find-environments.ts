import type { CampaignEnvironment, CampaignFile } from '@/lib/contracts/campaign-file';
import { type Actor, hasScope, seesVo } from '@/lib/domain/access';
import { AppError, type FieldError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';
import { visibleImages } from '@/lib/server/services/images/image-rows';

/** What an environment of a file stands for at the moment at which a campaign is asked for. */
export interface FoundEnvironment {
  readonly environment: CampaignEnvironment;
  readonly imageId: string | null;
  readonly imageDigest: string | null;
  readonly imageLabel: string;
  readonly likeDomainId: string | null;
  readonly hostId: string | null;
}

/** @throws AppError `bad-request` with every environment that cannot be. */
export async function findEnvironments(tx: Tx, actor: Actor, file: CampaignFile): Promise<readonly FoundEnvironment[]> {
  const problems: FieldError[] = [];
  const found: FoundEnvironment[] = [];
  for (const environment of file.environments) {
    const say = (message: string): void =>
      void problems.push({ field: `environments.${environment.name}`, message: `${environment.name}: ${message}` });
    const source =
      environment.like === undefined
        ? await findImage(tx, { actor, file, environment, say })
        : await findLike(tx, { actor, like: environment.like, say });
    const hostId = await findHost(tx, { actor, host: environment.host, say });
    if (source !== undefined && hostId !== undefined) found.push({ environment, hostId, ...source });
  }
  const [first] = problems;
  if (first !== undefined) throw new AppError('bad-request', first.message, { fields: problems });
  return found;
}

type Say = (message: string) => void;
type Source = Pick<FoundEnvironment, 'imageId' | 'imageDigest' | 'imageLabel' | 'likeDomainId'>;

async function findImage(
  tx: Tx,
  of: {
    readonly actor: Actor;
    readonly file: CampaignFile;
    readonly environment: CampaignEnvironment;
    readonly say: Say;
  },
): Promise<Source | undefined> {
  const { actor, file, environment, say } = of;
  const { image: name = '', version } = environment;
  const rows = await tx.imageSpecification.findMany({
    where: { AND: [{ name, ...(version === undefined ? {} : { version }) }, visibleImages(actor)] },
    orderBy: { version: 'desc' },
    include: { images: { where: { removedAt: null }, orderBy: { builtAt: 'desc' }, take: 1 } },
  });
  const label = version === undefined ? name : `${name} ${version}`;
  const built = rows.find(({ images }) => images.length > 0);
  const image = built?.images[0];
  if (rows.length === 0) say(`there is no image ${label}`);
  else if (built === undefined || image === undefined) say(`the image ${label} is not built, or its files are removed`);
  else if (built.vo !== null && built.vo !== file.vo)
    say(`the image ${label} is of the VO ${built.vo}, and this campaign is not`);
  else
    return {
      imageId: image.id,
      imageDigest: image.digest,
      imageLabel: `${built.name} ${built.version}`,
      likeDomainId: null,
    };
  return undefined;
}

async function findLike(
  tx: Tx,
  { actor, like, say }: { readonly actor: Actor; readonly like: string; readonly say: Say },
): Promise<Source | undefined> {
  const rows = await tx.domain.findMany({ where: { name: like, missingSince: null }, take: 2 });
  const visible = rows.filter(({ vo }) => seesVo(actor, vo ?? undefined));
  const [domain] = visible;
  if (domain === undefined) say(`there is no domain ${like}`);
  else if (visible.length > 1) say(`there are several domains ${like}`);
  else return { imageId: null, imageDigest: null, imageLabel: `like ${like}`, likeDomainId: domain.id };
  return undefined;
}

/** Null where Gridbox chooses. */
async function findHost(
  tx: Tx,
  { actor, host, say }: { readonly actor: Actor; readonly host: string | undefined; readonly say: Say },
): Promise<string | null | undefined> {
  if (host === undefined) return null;
  if (!hasScope(actor, 'hosts:read')) {
    say('leave the host out; which one it is is the testbed’s to choose');
    return undefined;
  }
  const row = await tx.host.findUnique({ where: { name: host } });
  if (row === null) say(`there is no host ${host}`);
  return row?.id;
}
