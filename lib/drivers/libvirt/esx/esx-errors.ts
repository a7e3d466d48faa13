/**
 * What libvirt's ESX driver fails with, in our words. It gives one number for everything (internal error) and keeps what
 * matters in the text, so this is the one place where the text is read: the forms are those of `esxVI_Context_Execute` and
 * `esxVI_CURL_Perform` in https://gitlab.com/libvirt/libvirt/-/blob/v9.0.0/src/esx/esx_vi.c
 */
import type { DriverErrorKind } from '@/lib/drivers/errors';
import type { NativeFailureRecord } from '@/lib/drivers/libvirt/ffi/operations';

/** `virErrorDomain` of what the ESX driver reports itself. */
const VIR_FROM_ESX = 28;
const VIR_ERR_INTERNAL_ERROR = 1;

/** Nobody could be spoken to: `… returned an error: Couldn't connect to server (7) : Failed to connect to h port 1 …`. */
const CURL = /^(?:internal error: )?curl_easy_\w+\(.*?\) returned an error: (.+?) \(\d+\) :\s*(.*)$/s;
/** The host answered with a fault: `HTTP response code 500 for call to 'Login'. Fault: ServerFaultCode - Login failure`. */
const FAULT = /^(?:internal error: )?HTTP response code \d+ for call to '(\w+)'\. Fault: \S+ - (.*)$/s;
/** Any other answer by HTTP that is none of the protocol's, e.g. of a proxy or of a host that starts. */
const HTTP = /^(?:internal error: )?HTTP response code (\d+) for call to '\w+'/s;
/** How servers say that they do not have the method, or not for this object. */
const NOT_OFFERED = /does not implement|not supported|not implemented/i;

export interface EsxFailure {
  readonly kind: DriverErrorKind;
  /** Goes after "Could not start the domain: ", without the full stop. */
  readonly words: string;
}

/** Undefined where the failure is not of this kind; then its number says all there is. */
export function readEsxFailure(failure: NativeFailureRecord): EsxFailure | undefined {
  if (failure.domain !== VIR_FROM_ESX || failure.code !== VIR_ERR_INTERNAL_ERROR) return undefined;
  const text = failure.message.replace(/[\s.]+$/, '');
  const [, curl, detail] = CURL.exec(text) ?? [];
  // The detail names host and port where there is one.
  if (curl !== undefined) return { kind: 'unreachable', words: detail === undefined || detail === '' ? curl : detail };
  const [, method, fault] = FAULT.exec(text) ?? [];
  if (method === 'Login')
    return { kind: 'refused', words: 'the host refuses this user name and password; give others in its settings' };
  if (fault !== undefined) return { kind: NOT_OFFERED.test(fault) ? 'unsupported' : 'refused', words: fault };
  const [, status] = HTTP.exec(text) ?? [];
  return status === undefined ? undefined : { kind: 'unreachable', words: `the host answers HTTP ${status}` };
}
