import type { ImageManifest } from '@/lib/contracts/image-manifest';
import type { DriftDifference } from '@/lib/domain/guest-drift';
import { LIB_TLS } from '@/lib/domain/guest-drift';
import { type Argv, unitOf } from './guest-facts';

/** A program of a remedy. Of those that only help, a failure is no failure of the whole. */
export interface RemedyProgram {
  readonly argv: Argv;
  readonly input?: string | undefined;
  readonly helps?: boolean;
}

/**
 * What would mend a difference from within the guest; undefined where nothing does: packages come from mirrors that the guest may not
 * reach, and a kernel from a boot. What is in the way is put aside under another name, never removed.
 * @param mark tells what one remedy put aside from what another did
 */
export function remedyPrograms(
  difference: Pick<DriftDifference, 'check' | 'subject'>,
  manifest: ImageManifest | undefined,
  mark: string,
): readonly RemedyProgram[] | undefined {
  const { check, subject } = difference;
  switch (check) {
    case 'lib-tls':
      return [
        { argv: ['mv', '--', LIB_TLS, `${LIB_TLS}.disabled-${mark}`] },
        // The loader's cache names the libraries that were there; without one it looks for itself.
        { argv: ['ldconfig'], helps: true },
      ];
    case 'absent':
      return [{ argv: ['mv', '--', subject, `${subject}.aside-${mark}`] }];
    case 'file':
      return layFile(subject, manifest, mark);
    case 'service':
      return [
        { argv: ['systemctl', 'enable', '--', unitOf(subject)], helps: true },
        { argv: ['systemctl', 'restart', '--', unitOf(subject)] },
      ];
    case 'kernel':
    case 'unsupported-kernel':
    case 'package':
      return undefined;
  }
}

/** As the specification has it; beside the old one first, so that there is never half a file. */
function layFile(
  path: string,
  manifest: ImageManifest | undefined,
  mark: string,
): readonly RemedyProgram[] | undefined {
  const file = manifest?.specification.files.find((each) => each.path === path);
  const laid = manifest?.files.find((each) => each.path === path);
  if (file === undefined || laid === undefined) return undefined;
  const content = file.content ?? textOf(file.base64 ?? '');
  if (content === undefined) return undefined;
  const beside = `${path}.gridbox-${mark}`;
  return [
    { argv: ['tee', '--', beside], input: content },
    { argv: ['chown', '--', `${laid.uid}:${laid.gid}`, beside] },
    { argv: ['chmod', '--', laid.mode, beside] },
    { argv: ['mv', '-f', '--', beside, path] },
  ];
}

/** Undefined where it is no text: guests are given text alone. */
function textOf(base64: string): string | undefined {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined; // It is bytes; the image has it, a rebuild brings it.
  }
}
