import { describe, expect, it } from 'vitest';
import { toDriverError } from '@/lib/drivers/libvirt/errors';
import { NativeFailure } from '@/lib/drivers/libvirt/ffi/operations';

const VIR_FROM_ESX = 28;
const failure = (message: string, domain = VIR_FROM_ESX): NativeFailure =>
  new NativeFailure({ functionName: 'virX', code: 1, domain, message, connectionLost: false });

describe('what libvirt’s ESX driver fails with', () => {
  it.each([
    [
      "internal error: curl_easy_perform() returned an error: Couldn't connect to server (7) : Failed to connect to 127.0.0.1 port 8333 after 0 ms: Couldn't connect to server",
      'unreachable',
      "Could not start the domain: Failed to connect to 127.0.0.1 port 8333 after 0 ms: Couldn't connect to server.",
    ],
    [
      'internal error: curl_easy_perform() returned an error: Timeout was reached (28) : ',
      'unreachable',
      'Could not start the domain: Timeout was reached.',
    ],
    [
      "internal error: HTTP response code 500 for call to 'Login'. Fault: ServerFaultCode - Login failure",
      'refused',
      'Could not start the domain: the host refuses this user name and password; give others in its settings.',
    ],
    [
      "internal error: HTTP response code 500 for call to 'RebootGuest'. Fault: ServerFaultCode - VirtualMachine:vm-12 does not implement: RebootGuest",
      'unsupported',
      'Could not start the domain: VirtualMachine:vm-12 does not implement: RebootGuest.',
    ],
    [
      "internal error: HTTP response code 500 for call to 'PowerOnVM_Task'. Fault: ServerFaultCode - The attempted operation cannot be performed in the current state (Powered on).",
      'refused',
      'Could not start the domain: The attempted operation cannot be performed in the current state (Powered on).',
    ],
    [
      "internal error: HTTP response code 503 for call to 'RetrieveServiceContent'",
      'unreachable',
      'Could not start the domain: the host answers HTTP 503.',
    ],
    [
      'internal error: Domain is in a mood',
      'internal',
      'Could not start the domain: internal error: Domain is in a mood.',
    ],
  ])('reads %s', (text, kind, message) => {
    expect(toDriverError(failure(text), 'start the domain')).toMatchObject({ kind, message, native: { code: 1 } });
  });

  it('leaves the words of other drivers alone', () => {
    const QEMU = 10;
    expect(
      toDriverError(failure("internal error: HTTP response code 500 for call to 'Login'. Fault: a - b", QEMU), 'x')
        .kind,
    ).toBe('internal');
  });
});
