/** Why a connection could not be opened, in words that say what to do where that is known. */
import { DriverError } from '@/lib/drivers/errors';
import type { ConnectTarget } from '@/lib/drivers/port';
import { toDriverError } from '@/lib/drivers/libvirt/errors';
import { NativeFailure } from '@/lib/drivers/libvirt/ffi/operations';
import { readMissingDriver } from '@/lib/drivers/libvirt/missing-driver';

const DOING = 'connect to the host';

export function toOpenError(error: unknown, target: ConnectTarget): DriverError {
  const translated = toDriverError(error, DOING, { opening: true });
  const { native } = translated;
  if (native === undefined) return translated;
  if (target.uri.startsWith('test:')) {
    // Its address may name any file, and the parser's complaint would quote from it: the reader gets none of that.
    const message = 'the file does not describe a test host, or cannot be read';
    return new DriverError('refused', `Could not ${DOING}: ${message}.`, { native: { ...native, message } });
  }
  const missing = error instanceof NativeFailure ? readMissingDriver(error.record, target.uri) : undefined;
  if (missing !== undefined) {
    const { sentence, remedy } = missing;
    return new DriverError('unsupported', `${sentence} ${remedy}`, { native, remedy, cause: error });
  }
  if (native.name === 'VIR_ERR_AUTH_FAILED' && target.credentials?.password === undefined) {
    const remedy = "Give a user name and a password in the host's settings.";
    return new DriverError('refused', `The host asks who we are. ${remedy}`, { native, remedy, cause: error });
  }
  return translated;
}
