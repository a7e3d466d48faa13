/** `qemu-img` on images that guests wrote: the format is always given, never guessed, and nothing goes through a shell. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { IMAGE_INFO_DEADLINE_MS, QEMU_IMG_DEADLINE_MS } from './tunables';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

const Format = z.enum(['raw', 'qcow2']);
type Format = z.infer<typeof Format>;
interface QemuImgOptions {
  readonly signal?: AbortSignal | undefined;
}

async function qemuImg(
  args: readonly string[],
  options: QemuImgOptions & { readonly deadlineMs: number },
): Promise<string> {
  try {
    const { stdout } = await run('qemu-img', [...args], {
      signal: options.signal,
      timeout: options.deadlineMs,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_BYTES_MAX,
      // Its words are read by people and one of its answers by us; both in one language.
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    throw explain(args[0] ?? '', error);
  }
}

const Failure = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  killed: z.boolean().optional(),
  stderr: z.string().optional(),
});

function explain(verb: string, error: unknown): OperationFailure {
  const failure = Failure.safeParse(error).data;
  if (failure?.code === 'ENOENT') return new OperationFailure('unsupported', NO_QEMU_IMG, { cause: error });
  const why = failure?.killed === true ? 'it took longer than its limit' : (failure?.stderr?.trim() ?? '');
  return new OperationFailure('refused', `qemu-img ${verb} failed: ${why === '' ? 'it gave no reason' : why}.`, {
    cause: error,
  });
}

export const NO_QEMU_IMG =
  'The agent has no qemu-img, which converts disks. Install it where the agent runs (Debian: qemu-utils).';

/** Is there a qemu-img at all? */
export async function hasQemuImg(): Promise<boolean> {
  try {
    await qemuImg(['--version'], { deadlineMs: IMAGE_INFO_DEADLINE_MS });
    return true;
  } catch {
    return false; // Why not is one sentence, and the caller has it.
  }
}

const ImageInfo = z.object({
  format: z.string(),
  'virtual-size': z.number().int().nonnegative(),
  'backing-filename': z.string().optional(),
  'backing-filename-format': z.string().optional(),
  encrypted: z.boolean().optional(),
  'format-specific': z.object({ data: z.looseObject({ 'data-file': z.string().optional() }) }).optional(),
});

/** What a guest sees of an image, in bytes. @throws OperationFailure where it is not one whole image of `format` by itself. */
export async function readImageSize(path: string, format: Format, options: QemuImgOptions = {}): Promise<number> {
  const text = await qemuImg(['info', '--output=json', '-f', format, path], {
    ...options,
    deadlineMs: IMAGE_INFO_DEADLINE_MS,
  });
  const info = ImageInfo.parse(JSON.parse(text));
  const refuse = (why: string): never => {
    throw new OperationFailure('refused', `The image ${why}; only whole images are converted.`);
  };
  if (info.format !== format) refuse(`is ${info.format}, not ${format}`);
  if (info['backing-filename'] !== undefined) refuse(`is a layer on another one (${info['backing-filename']})`);
  if (info['format-specific']?.data['data-file'] !== undefined) refuse('keeps its data in another file');
  if (info.encrypted === true) refuse('is encrypted');
  return info['virtual-size'];
}

/**
 * The image that a qcow2 file is a layer on, as its header says, which the hypervisor wrote and no guest; undefined where it is whole.
 * @throws OperationFailure where it is no such image, or its base has no format by name
 */
export async function readLayer(
  path: string,
  options: QemuImgOptions = {},
): Promise<{ readonly path: string; readonly format: Format } | undefined> {
  const call = { ...options, deadlineMs: IMAGE_INFO_DEADLINE_MS };
  const info = ImageInfo.parse(JSON.parse(await qemuImg(['info', '--output=json', '-f', 'qcow2', path], call)));
  // Both name what is not in the file.
  if (info['format-specific']?.data['data-file'] !== undefined || info.encrypted === true)
    throw new OperationFailure('refused', 'The image keeps its data in another file, or is encrypted.');
  const base = info['backing-filename'];
  if (base === undefined) return undefined;
  const format = Format.safeParse(info['backing-filename-format']);
  if (format.success) return { path: base, format: format.data };
  throw new OperationFailure('refused', `The image is a layer on ${base}, and does not say in which format that is.`);
}

/** Says of a layer that its base lies elsewhere; neither is looked into. */
export async function moveBase(
  path: string,
  base: { readonly path: string; readonly format: Format },
  options: QemuImgOptions = {},
): Promise<void> {
  await qemuImg(['rebase', '-u', '-f', 'qcow2', '-b', base.path, '-F', base.format, path], {
    ...options,
    deadlineMs: IMAGE_INFO_DEADLINE_MS,
  });
}

/**
 * `from` → a new image `to` with the same content, proved: the new one is checked and both are compared, sector by sector.
 * @throws OperationFailure
 */
export async function convertImage(
  from: { readonly path: string; readonly format: Format },
  to: { readonly path: string; readonly format: Format },
  options: QemuImgOptions = {},
): Promise<void> {
  const call = { ...options, deadlineMs: QEMU_IMG_DEADLINE_MS };
  await qemuImg(['convert', '-f', from.format, '-O', to.format, from.path, to.path], call);
  // A raw file has nothing in it that could be inconsistent.
  if (to.format === 'qcow2') await qemuImg(['check', '-f', 'qcow2', to.path], call);
  await qemuImg(['compare', '-f', from.format, '-F', to.format, from.path, to.path], call);
}
