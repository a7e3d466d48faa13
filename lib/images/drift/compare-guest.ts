import type { ImageManifest } from '@/lib/contracts/image-manifest';
import type { GuestMode } from '@/lib/domain/domain';
import { type DriftCheck, type DriftDifference, type DriftSkipped, LIB_TLS } from '@/lib/domain/guest-drift';
import type { Hypervisor } from '@/lib/domain/host';
import { type GuestFacts, type GuestQuestions, type ServiceFacts, unitOf } from './guest-facts';

/** Differences that one comparison tells at most: a guest of another distribution has thousands, which nobody reads. */
export const DIFFERENCES_MAX = 200;

export interface Compared {
  readonly differences: readonly DriftDifference[];
  readonly skipped: readonly DriftSkipped[];
}

/** What the hypervisor and its owner know of the guest. */
export interface GuestSetting {
  readonly guestMode: GuestMode;
  readonly hypervisor: Hypervisor;
  readonly architecture: string;
  /** Why its host does not support that kernel, where it does not: `PARAVIRTUAL_KERNEL` of placement. */
  readonly unsupported: (kernel: string) => string | undefined;
}

/** What a comparison has to ask the guest. */
export function questionsOf(manifest: ImageManifest | undefined): GuestQuestions {
  const { absent = [], services = [] } = manifest?.specification ?? {};
  const files = manifest?.files.map(({ path }) => path) ?? [];
  return {
    paths: [...new Set([LIB_TLS, ...absent, ...files])],
    files,
    packages: manifest !== undefined,
    services,
  };
}

/**
 * What the guest is against what its image promised, and what is asked of every guest.
 * @param manifest undefined where it was made of no image of the library
 */
export function compareGuest(facts: GuestFacts, manifest: ImageManifest | undefined, setting: GuestSetting): Compared {
  const parts = [
    libTls(facts, setting, manifest),
    unsupportedKernel(facts, setting),
    ...(manifest === undefined
      ? []
      : [
          kernel(facts, manifest),
          absent(facts, manifest),
          files(facts, manifest),
          services(facts, manifest),
          packages(facts, manifest),
        ]),
  ];
  const differences = parts.flatMap((part) => part.differences);
  const skipped = parts.flatMap((part) => part.skipped);
  if (differences.length <= DIFFERENCES_MAX) return { differences, skipped };
  const left = differences.slice(DIFFERENCES_MAX);
  const why = `${left.length} more differences are not kept: the first ${DIFFERENCES_MAX} are`;
  const checks = [...new Set(left.map(({ check }) => check))];
  return {
    differences: differences.slice(0, DIFFERENCES_MAX),
    skipped: [...skipped, ...checks.map((check) => ({ check, why }))],
  };
}

const NOTHING: Compared = { differences: [], skipped: [] };
const some = (differences: readonly DriftDifference[]): Compared => ({ differences, skipped: [] });
const skip = (check: DriftCheck, why: string): Compared => ({ differences: [], skipped: [{ check, why }] });
const missing = (program: string): string => `the guest has no ${program}, or said more than its channel carries whole`;

/** Of Xen's 32-bit paravirtual guests, and of images that say so themselves. */
function libTls({ paths, machine }: GuestFacts, setting: GuestSetting, manifest: ImageManifest | undefined): Compared {
  const is32Bit = /^i[3-6]86$/.test(machine ?? setting.architecture);
  const applies =
    (setting.hypervisor === 'xen' && setting.guestMode === 'pv' && is32Bit) ||
    manifest?.specification.absent.includes(LIB_TLS) === true;
  if (!applies) return NOTHING;
  if (paths === undefined) return skip('lib-tls', missing('stat'));
  return paths.has(LIB_TLS)
    ? some([{ check: 'lib-tls', subject: LIB_TLS, promised: 'absent', found: 'there' }])
    : NOTHING;
}

function unsupportedKernel(facts: GuestFacts, setting: GuestSetting): Compared {
  if (facts.kernel === undefined) return skip('unsupported-kernel', missing('uname'));
  const why = setting.unsupported(facts.kernel);
  return why === undefined
    ? NOTHING
    : some([
        { check: 'unsupported-kernel', subject: 'kernel', promised: 'one that its host supports', found: facts.kernel },
      ]);
}

function kernel(facts: GuestFacts, { kernel: promised }: ImageManifest): Compared {
  if (promised === null) return NOTHING;
  if (facts.kernel === undefined) return skip('kernel', missing('uname'));
  return facts.kernel === promised
    ? NOTHING
    : some([{ check: 'kernel', subject: 'kernel', promised, found: facts.kernel }]);
}

function absent({ paths }: GuestFacts, { specification }: ImageManifest): Compared {
  // That one has a check of its own.
  const asked = specification.absent.filter((path) => path !== LIB_TLS);
  if (asked.length === 0) return NOTHING;
  if (paths === undefined) return skip('absent', missing('stat'));
  return some(
    asked
      .filter((path) => paths.has(path))
      .map((path) => ({ check: 'absent', subject: path, promised: 'absent', found: 'there' })),
  );
}

function files({ paths, sums }: GuestFacts, manifest: ImageManifest): Compared {
  if (manifest.files.length === 0) return NOTHING;
  if (sums === undefined || paths === undefined)
    return skip('file', missing(sums === undefined ? 'sha256sum' : 'stat'));
  return some(
    manifest.files.flatMap((file): DriftDifference[] => {
      const own = { sha256: file.sha256, mode: octal(file.mode), uid: file.uid, gid: file.gid };
      const now = paths.get(file.path);
      const promised = fileWords(own);
      if (now === undefined) return [{ check: 'file', subject: file.path, promised, found: 'missing' }];
      const sha256 = sums.get(file.path);
      const found = fileWords({ ...now, mode: octal(now.mode), sha256 });
      return found === promised ? [] : [{ check: 'file', subject: file.path, promised, found }];
    }),
  );
}

const octal = (mode: string): string => mode.replace(/^0+(?=.)/, '');
const fileWords = (file: {
  readonly sha256: string | undefined;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
}) =>
  `${file.mode} ${file.uid}:${file.gid}, ${file.sha256 === undefined ? 'no readable file' : `SHA-256 ${file.sha256}`}`;

function services({ services: found }: GuestFacts, { specification }: ImageManifest): Compared {
  if (specification.services.length === 0) return NOTHING;
  if (found === undefined || found.size === 0) return skip('service', missing('systemctl'));
  return some(
    specification.services.flatMap((service): DriftDifference[] => {
      const now = found.get(unitOf(service));
      return runs(now)
        ? []
        : [{ check: 'service', subject: service, promised: 'enabled and active', found: serviceWords(now) }];
    }),
  );
}

/** One that has done its work and ended is as good as one that goes on; a static unit is started by others. */
const runs = (now: ServiceFacts | undefined): boolean =>
  now !== undefined &&
  ['enabled', 'static', 'enabled-runtime', 'alias', 'indirect'].includes(now.file) &&
  now.active === 'active';
const serviceWords = (now: ServiceFacts | undefined): string =>
  now === undefined || now.load === 'not-found'
    ? 'no such unit'
    : `${now.file === '' ? 'not enabled' : now.file} and ${now.active}`;

function packages({ packages: found }: GuestFacts, manifest: ImageManifest): Compared {
  if (manifest.packages.length === 0) return NOTHING;
  if (found === undefined || found.size === 0) return skip('package', missing('dpkg-query'));
  const promised = new Map(manifest.packages.map((each) => [each.name, each.version]));
  const changed = manifest.packages.flatMap(({ name, version }): DriftDifference[] => {
    const now = found.get(name);
    return now?.version === version
      ? []
      : [{ check: 'package', subject: name, promised: version, found: now?.version ?? 'not installed' }];
  });
  const more = [...found]
    .filter(([name]) => !promised.has(name))
    .map(([name, { version }]): DriftDifference => ({
      check: 'package',
      subject: name,
      promised: 'not installed',
      found: version,
    }));
  return some([...changed, ...more]);
}
