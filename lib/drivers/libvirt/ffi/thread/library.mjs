// @ts-check
/**
 * Binds the table in `functions.mjs` on the thread that imports this file, and turns a failed call into a thrown
 * {@link NativeFailure}. `virGetLastError` is thread-local: it is asked right here, on the thread that failed, before
 * any other libvirt call (each begins by clearing it).
 */
import koffi from 'koffi';
import { LIBVIRT, LIBVIRT_QEMU } from './functions.mjs';

const libc = koffi.load('libc.so.6');
const libvirt = koffi.load('libvirt.so.0');
const free = libc.func('void free(void *ptr)');
/** Copies the string, then frees libvirt's. */
const heap = koffi.disposable('str', free);

const virError = koffi.struct({
  code: 'int',
  domain: 'int',
  message: 'str',
  level: 'int',
  conn: 'void *',
  dom: 'void *',
  str1: 'str',
  str2: 'str',
  str3: 'str',
  int1: 'int',
  int2: 'int',
  net: 'void *',
});

/** What libvirt says of a failure; crosses threads as a plain value. */
export class NativeFailure extends Error {
  /** @param {string} functionName @param {{ code: number, domain: number, message: string | null, int1: number } | undefined} error */
  constructor(functionName, error) {
    super(error?.message ?? `${functionName} failed and libvirt gave no reason`);
    this.functionName = functionName;
    this.code = error?.code ?? 0;
    this.domain = error?.domain ?? 0;
    /** `errno` where libvirt's own code is VIR_ERR_SYSTEM_ERROR. */
    this.errno = error?.int1 ?? 0;
    /** Filled by the caller who knows the connection. @type {boolean} */
    this.connectionLost = false;
  }
}

/** @typedef {(...args: any[]) => any} NativeFunction koffi’s own type; each call is checked by libvirt, not by us. */

/** @typedef {Record<keyof typeof LIBVIRT | keyof typeof LIBVIRT_QEMU, NativeFunction>} NativeFunctions */

/** Filled by {@link bind} before anyone can call. */
export const raw = /** @type {NativeFunctions} */ ({});
/** The same functions, throwing. */
export const vir = /** @type {NativeFunctions} */ ({});

/** @param {any} library @param {Readonly<Record<string, import('./functions.mjs').Binding>>} table */
function bind(library, table) {
  for (const [name, [result, args, failure]] of Object.entries(table)) {
    const native = library.func(name, result === 'heap' ? heap : result, args.map(argumentType));
    Object.assign(raw, { [name]: native });
    const throwing = (/** @type {any[]} */ ...values) => {
      const value = native(...values);
      const failed =
        (failure === 'null' && value === null) ||
        (failure === 'negative' && value < 0) ||
        (failure === 'zero' && Number(value) === 0);
      if (failed) throw new NativeFailure(name, readLastError());
      return value;
    };
    Object.assign(vir, { [name]: throwing });
  }
}

/** @param {string} type */
function argumentType(type) {
  if (type.startsWith('_Out_ ')) return koffi.out(koffi.pointer(type.slice('_Out_ '.length).replace(/ ?\*$/, '')));
  if (type.startsWith('_Inout_ '))
    return koffi.inout(koffi.pointer(type.slice('_Inout_ '.length).replace(/ ?\*$/, '')));
  return type;
}

bind(libvirt, LIBVIRT);

let qemuBound = false;
/** The QEMU-only library is a separate file and is loaded when first asked for. */
export function bindQemu() {
  if (qemuBound) return;
  bind(koffi.load('libvirt-qemu.so.0'), LIBVIRT_QEMU);
  qemuBound = true;
}

export function readLastError() {
  const error = raw.virGetLastError();
  return error === null || error === undefined ? undefined : koffi.decode(error, virError);
}

export const strdup = libc.func('void *strdup(const char *text)');
const memcpy = libc.func('void *memcpy(_Out_ uint8_t *to, const void *from, size_t length)');

/** A copy of native memory, so that nothing of ours points into what libvirt frees. @param {bigint} address @param {number} length */
export function copyBytes(address, length) {
  const bytes = Buffer.alloc(length);
  if (length > 0) memcpy(bytes, address, length);
  return bytes;
}
export const copyInto = memcpy;

/** `abs`, used where libvirt wants a callback that has nothing to do. */
export const harmlessCallback = libc.symbol('abs');

// Without this libvirt prints every error on our standard error.
vir.virSetErrorFunc(null, harmlessCallback);
