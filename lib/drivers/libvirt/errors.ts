/** libvirt's error numbers in our words. https://libvirt.org/html/libvirt-virterror.html#virErrorNumber */
import { constants } from 'node:os';
import { DriverError, type DriverErrorKind } from '@/lib/drivers/errors';
import { ERROR_NAMES } from '@/lib/drivers/libvirt/error-names';
import { readEsxFailure } from '@/lib/drivers/libvirt/esx/esx-errors';
import { NativeFailure } from '@/lib/drivers/libvirt/ffi/operations';

const KINDS: Readonly<Record<string, DriverErrorKind>> = {
  VIR_ERR_NO_SUPPORT: 'unsupported',
  VIR_ERR_ARGUMENT_UNSUPPORTED: 'unsupported',
  VIR_ERR_OPERATION_UNSUPPORTED: 'unsupported',

  VIR_ERR_UNKNOWN_HOST: 'unreachable',
  VIR_ERR_NO_CONNECT: 'unreachable',
  VIR_ERR_INVALID_CONN: 'unreachable',
  VIR_ERR_RPC: 'unreachable',
  VIR_ERR_GNUTLS_ERROR: 'unreachable',
  VIR_ERR_HTTP_ERROR: 'unreachable',
  VIR_ERR_SSH: 'unreachable',
  VIR_ERR_LIBSSH: 'unreachable',
  VIR_ERR_NO_SERVER: 'unreachable',

  VIR_ERR_NO_DOMAIN: 'not-found',
  VIR_ERR_NO_NETWORK: 'not-found',
  VIR_ERR_NO_STORAGE_POOL: 'not-found',
  VIR_ERR_NO_STORAGE_VOL: 'not-found',
  VIR_ERR_NO_DOMAIN_METADATA: 'not-found',

  VIR_ERR_OPERATION_TIMEOUT: 'busy',
  VIR_ERR_RESOURCE_BUSY: 'busy',
  VIR_ERR_BLOCK_COPY_ACTIVE: 'busy',
  VIR_ERR_AGENT_UNSYNCED: 'busy',

  VIR_ERR_OPERATION_ABORTED: 'cancelled',
  VIR_ERR_AGENT_UNRESPONSIVE: 'timeout',

  VIR_ERR_INVALID_ARG: 'refused',
  VIR_ERR_INVALID_DOMAIN: 'refused',
  VIR_ERR_OPERATION_FAILED: 'refused',
  VIR_ERR_OPERATION_INVALID: 'refused',
  VIR_ERR_OPERATION_DENIED: 'refused',
  VIR_ERR_ACCESS_DENIED: 'refused',
  VIR_ERR_AUTH_FAILED: 'refused',
  VIR_ERR_AUTH_CANCELLED: 'refused',
  VIR_ERR_AUTH_UNAVAILABLE: 'refused',
  VIR_ERR_OS_TYPE: 'refused',
  VIR_ERR_NO_KERNEL: 'refused',
  VIR_ERR_NO_NAME: 'refused',
  VIR_ERR_NO_OS: 'refused',
  VIR_ERR_NO_DEVICE: 'refused',
  VIR_ERR_XML_ERROR: 'refused',
  VIR_ERR_XML_DETAIL: 'refused',
  VIR_ERR_XML_INVALID_SCHEMA: 'refused',
  VIR_ERR_PARSE_FAILED: 'refused',
  VIR_ERR_DOM_EXIST: 'refused',
  VIR_ERR_STORAGE_VOL_EXIST: 'refused',
  VIR_ERR_INVALID_MAC: 'refused',
  VIR_ERR_CONFIG_UNSUPPORTED: 'refused',
  VIR_ERR_CPU_INCOMPATIBLE: 'refused',
  VIR_ERR_MIGRATE_UNSAFE: 'refused',
  VIR_ERR_HOOK_SCRIPT_FAILED: 'refused',
  VIR_ERR_OVERFLOW: 'refused',
};

/** Codes that say nothing by themselves; while a connection is being opened they mean that it could not be. */
const UNREACHABLE_AT_OPEN = ['VIR_ERR_SYSTEM_ERROR', 'VIR_ERR_INTERNAL_ERROR', 'VIR_ERR_OPERATION_FAILED'];

/** System errors that are about what was asked, not about the host: a name too long for a file, a folder that may not be entered. */
const REFUSED_BY_SYSTEM: readonly number[] = [
  constants.errno.ENAMETOOLONG,
  constants.errno.EACCES,
  constants.errno.EPERM,
  constants.errno.ENOENT,
];

/**
 * A failure of a native call as a DriverError that keeps libvirt's number, symbolic name and message.
 * @param doing what was being done, for the sentence: `start the domain`
 */
export function toDriverError(
  error: unknown,
  doing: string,
  options: { readonly opening?: boolean } = {},
): DriverError {
  if (error instanceof DriverError) return error;
  if (!(error instanceof NativeFailure))
    return new DriverError('internal', `Could not ${doing}: ${String(error)}.`, { cause: error });
  const { code, connectionLost } = error.record;
  const message = error.record.message.replace(/[\s.]+$/, '');
  const name = ERROR_NAMES[code] ?? `VIR_ERR_${code}`;
  const native = { code, name, message };
  if (connectionLost)
    return new DriverError('unreachable', `Could not ${doing}: the connection to the host was lost (${message}).`, {
      native,
      cause: error,
    });
  const esx = readEsxFailure(error.record);
  if (esx !== undefined)
    return new DriverError(esx.kind, `Could not ${doing}: ${esx.words}.`, { native, cause: error });
  const opening = options.opening === true && UNREACHABLE_AT_OPEN.includes(name);
  const bySystem = name === 'VIR_ERR_SYSTEM_ERROR' && REFUSED_BY_SYSTEM.includes(error.record.errno ?? 0);
  const kind = opening ? 'unreachable' : bySystem ? 'refused' : (KINDS[name] ?? 'internal');
  return new DriverError(kind, `Could not ${doing}: ${message}.`, { native, cause: error });
}
