/** The small disk that tells a domain of a site who it is. Its reader is in the guest, and may be no more than a shell and `tar`. */
import { normalImagePath } from '@/lib/domain/image-path';
import { formatBytes, MIB } from '@/lib/utils/units';
import { type ContextFile, SiteContext } from './site-context';
import { type UstarEntry, writeUstar } from './ustar';

/** It lies sealed in a database row; what is larger belongs into an image. */
const CONTEXT_BYTES_MAX = MIB;
/** A disk is a whole number of sectors, of whichever size. */
const SECTOR_BYTES = 4096;
const ROOT = { owner: 'root', group: 'root' } as const;

/**
 * An archive of ustar, whole sectors long: `context.json` (always first, by which a guest knows the disk), `context.sh`, `hosts`
 * and `files/…`. The same bytes for the same context.
 * @throws Error that names the file or the field which cannot be, or says that it is too large
 */
export function renderContext(context: SiteContext, files: readonly ContextFile[] = []): Buffer {
  const parsed = SiteContext.safeParse(context);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw new Error(`The context cannot be written: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}.`);
  }
  const archive = writeUstar([
    plain('context.json', `${JSON.stringify(parsed.data, undefined, 2)}\n`),
    plain('context.sh', shellOf(parsed.data)),
    plain('hosts', hostsOf(parsed.data)),
    ...filesOf(files),
  ]);
  if (archive.length > CONTEXT_BYTES_MAX)
    throw new Error(
      `The context of ${context.hostname} has ${formatBytes(archive.length)}, more than ${formatBytes(CONTEXT_BYTES_MAX)}. Put what is large into its image.`,
    );
  return Buffer.concat([archive, Buffer.alloc((SECTOR_BYTES - (archive.length % SECTOR_BYTES)) % SECTOR_BYTES)]);
}

const plain = (path: string, text: string): UstarEntry => ({ path, content: Buffer.from(text), mode: 0o644, ...ROOT });

function filesOf(files: readonly ContextFile[]): UstarEntry[] {
  const known = new Set<string>();
  return files.map(({ path, content, mode, owner = ROOT.owner, group = ROOT.group }) => {
    const normal = normalImagePath(path);
    if (normal === undefined || normal !== path) throw new Error(`${path} is no path of a file in a guest.`);
    if (known.has(path)) throw new Error(`${path} is in the context twice.`);
    known.add(path);
    return { path: `files${path}`, content: Buffer.from(content), mode, owner, group };
  });
}

/** For `. context.sh`: nothing but assignments. */
function shellOf({ site, instance, hostname, role, vo, network }: SiteContext): string {
  const values = {
    SITE: site,
    INSTANCE: instance,
    HOSTNAME: hostname,
    ROLE: role,
    VO: vo ?? '',
    ADDRESS: network.address ?? '',
    PREFIX: network.prefix === null ? '' : String(network.prefix),
    GATEWAY: network.gateway ?? '',
  };
  return Object.entries(values)
    .map(([name, value]) => `GRIDBOX_${name}=${quoted(name, value)}\n`)
    .join('');
}

/** Between single quotes a shell reads nothing but their end. */
function quoted(name: string, value: string): string {
  if (value.includes('\0')) throw new Error(`The context's ${name} has a zero byte.`);
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Lines of `/etc/hosts`. */
function hostsOf({ hosts }: SiteContext): string {
  const lines = hosts.flatMap(({ address, name, instance }) =>
    address === null ? [] : [[address, name, ...(instance === name ? [] : [instance])].join(' ')],
  );
  return ['127.0.0.1 localhost', '::1 localhost', ...lines, ''].join('\n');
}
