/** Vocabulary of images and of their building. Pure. */

/**
 * How much of a distribution an image begins with, in mmdebstrap's words. `extract`: packages are unpacked and none of their
 * scripts run, so that it has what was asked for and nothing else; `essential` to `important`: installed as Debian does it.
 */
export const IMAGE_BASES = ['extract', 'essential', 'apt', 'required', 'important'] as const;
export type ImageBase = (typeof IMAGE_BASES)[number];
export const IMAGE_BASE_WORDS: Record<ImageBase, string> = {
  extract: 'packages unpacked, no script run',
  essential: 'what Debian marks essential',
  apt: 'essential packages and apt',
  required: 'packages of priority required',
  important: 'packages of priority important',
};

/** Debian's names. */
export const IMAGE_ARCHITECTURES = ['amd64', 'arm64', 'i386'] as const;
export type ImageArchitecture = (typeof IMAGE_ARCHITECTURES)[number];

export const IMAGE_OUTPUTS = ['ext4', 'qcow2', 'initramfs'] as const;
export type ImageOutput = (typeof IMAGE_OUTPUTS)[number];
export const IMAGE_OUTPUT_WORDS: Record<ImageOutput, string> = {
  ext4: 'raw disk, one ext4 file system',
  qcow2: 'qcow2 disk, one ext4 file system',
  initramfs: 'kernel and initramfs',
};

/** Of a build, in their order. */
export const BUILD_STAGES = ['mirror', 'base', 'packages', 'kernel', 'files', 'verify', 'output', 'keep'] as const;
export type BuildStage = (typeof BUILD_STAGES)[number];
export const BUILD_STAGE_TITLES: Record<BuildStage, string> = {
  mirror: 'Ask the mirror for its state',
  base: 'Make the base',
  packages: 'Install the packages',
  kernel: 'Fetch the kernel',
  files: 'Lay the files, users and services over it',
  verify: 'Verify what must be absent, and checksums',
  output: 'Write the image',
  keep: 'Sign and keep the image',
};

/** Something was built, and its files are there or were removed by a collection. */
export const IMAGE_STATES = ['kept', 'removed'] as const;

/** `other-key`: signed by a key that this site does not have (any more); nothing is known of its manifest then. */
export const SIGNATURE_STATES = ['verified', 'wrong', 'other-key'] as const;
export type SignatureState = (typeof SIGNATURE_STATES)[number];
