/** What a running domain is compared with, and what can be done about a difference. Pure. */

/** `lib-tls` and `unsupported-kernel` are asked of every guest; the others where it was made of an image of the library. */
export const DRIFT_CHECKS = [
  'lib-tls',
  'unsupported-kernel',
  'kernel',
  'absent',
  'file',
  'service',
  'package',
] as const;
export type DriftCheck = (typeof DRIFT_CHECKS)[number];
export const DRIFT_CHECK_WORDS: Record<DriftCheck, string> = {
  'lib-tls': '/lib/tls is back',
  'unsupported-kernel': 'Kernel that its host does not support',
  kernel: 'Another kernel than the image’s',
  absent: 'Path that must be absent',
  file: 'File of the image',
  service: 'Service of the image',
  package: 'Package of the image',
};
export const DRIFT_CHECK_WHY: Record<DriftCheck, string> = {
  'lib-tls':
    '32-bit paravirtual guests of Xen must not have this folder: glibc keeps thread data there at negative offsets of a segment, each access traps and is emulated, and the guest crawls. Updates of glibc bring it back.',
  'unsupported-kernel': 'Xen 3.0 dropped paravirtual 2.4 kernels: at its next start this guest does not come up.',
  kernel: 'The image promised another one; an update, or another boot file, brought this.',
  absent: 'The specification says that this path is not there.',
  file: 'The specification laid this file over its packages.',
  service: 'The specification enables this service.',
  package: 'The image was built with this version.',
};

/** Of one check, one path, package or service. */
export interface DriftDifference {
  readonly check: DriftCheck;
  readonly subject: string;
  /** In words for people, compared by them as well: the same found is the same. */
  readonly promised: string;
  readonly found: string;
}
/** What could not be compared. */
export interface DriftSkipped {
  readonly check: DriftCheck;
  readonly why: string;
}

/** Where a finding stands. `accepted` holds for as long as what is found stays what was accepted. */
export const DRIFT_STATES = ['open', 'accepted', 'gone'] as const;
export type DriftState = (typeof DRIFT_STATES)[number];

export function driftState(finding: {
  readonly goneAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly acceptedFound: string | null;
  readonly found: string;
}): DriftState {
  if (finding.goneAt !== null) return 'gone';
  return finding.acceptedAt !== null && finding.acceptedFound === finding.found ? 'accepted' : 'open';
}

/** The folder of the report: what glibc's updates bring back. */
export const LIB_TLS = '/lib/tls';
