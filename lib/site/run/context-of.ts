/** What one domain of a site is told of itself and of its site. Pure. */
import { addressPrefix } from '../addresses';
import type { CheckedSite, WantedDomain } from '../checked-site';
import { slugOf } from '../checked-site';
import type { ContextFile, SiteContext } from '../context/site-context';
import { bindLate, type LateFacts, secretsIn } from './late-references';

const FILE_MODE = 0o644;
/** Of a file with a secret in it. */
const SECRET_FILE_MODE = 0o600;

/** @throws Error with what is not known: a plan with such a domain is blocked, so nobody gets here by it */
export function contextOf(
  site: CheckedSite,
  wanted: WantedDomain,
  facts: LateFacts,
): { readonly context: SiteContext; readonly files: readonly ContextFile[] } {
  const bound = (text: string): string => {
    const { text: value, missing } = bindLate(site, text, facts);
    if (missing.length > 0) throw new Error(missing.join(' '));
    return value;
  };
  const { software, network } = wanted;
  const cidr = network === undefined ? undefined : site.networks[network]?.cidr;
  return {
    context: {
      version: 1,
      site: slugOf(site.name),
      instance: wanted.instance,
      hostname: wanted.name,
      role: wanted.role,
      vo: wanted.vo ?? null,
      network: {
        address: wanted.address ?? null,
        prefix: cidr === undefined ? null : addressPrefix(cidr),
        // The site's networks lead nowhere else.
        gateway: null,
      },
      hosts: site.domains.map(({ instance, name, address, role, vcpus, memoryKiB }) => ({
        instance,
        name,
        address: address ?? null,
        role,
        vcpus,
        memoryKiB,
      })),
      vos: site.vos.map((name) => ({ name, queue: site.queues[name] ?? null })),
      batch:
        site.batch === undefined
          ? null
          : {
              lrms: site.batch.lrms,
              queues: site.batch.queues.map(({ name, maxWallSeconds }) => ({
                name,
                maxWallSeconds: maxWallSeconds ?? null,
              })),
            },
      vars: Object.fromEntries(
        Object.entries(software.vars).map(([name, value]) => [name, typeof value === 'string' ? bound(value) : value]),
      ),
      packages: [...software.packages],
      run: software.run.map((words) => words.map(bound)),
    },
    files: [
      ...Object.entries(software.files).map(([path, content]) => ({
        path,
        content: bound(content),
        mode: secretsIn(content).length > 0 ? SECRET_FILE_MODE : FILE_MODE,
      })),
      ...keysOf(wanted),
    ],
  };
}

/** sshd reads no keys that others could write. A file of the site's own in the same place stands in. */
function keysOf({ signIn, software }: WantedDomain): readonly ContextFile[] {
  if (signIn === undefined || signIn.keys.length === 0 || Object.hasOwn(software.files, signIn.path)) return [];
  const { path, keys, account } = signIn;
  return [{ path, content: `${keys.join('\n')}\n`, mode: SECRET_FILE_MODE, owner: account, group: account }];
}
