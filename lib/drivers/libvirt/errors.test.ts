import { describe, expect, it } from 'vitest';
import { toDriverError } from '@/lib/drivers/libvirt/errors';
import { NativeFailure } from '@/lib/drivers/libvirt/ffi/operations';

const failure = (code: number, more: { errno?: number; connectionLost?: boolean } = {}) =>
  new NativeFailure({
    functionName: 'virX',
    code,
    domain: 10,
    message: 'what libvirt says.',
    connectionLost: false,
    ...more,
  });

describe('toDriverError', () => {
  it.each([
    [42, 'not-found', 'VIR_ERR_NO_DOMAIN'],
    [55, 'refused', 'VIR_ERR_OPERATION_INVALID'],
    [68, 'busy', 'VIR_ERR_OPERATION_TIMEOUT'],
    [3, 'unsupported', 'VIR_ERR_NO_SUPPORT'],
    [78, 'cancelled', 'VIR_ERR_OPERATION_ABORTED'],
    [5, 'unreachable', 'VIR_ERR_NO_CONNECT'],
    [1, 'internal', 'VIR_ERR_INTERNAL_ERROR'],
    [99_999, 'internal', 'VIR_ERR_99999'],
  ])('maps code %i to %s and keeps number, name and message', (code, kind, name) => {
    expect(toDriverError(failure(code), 'start the domain')).toMatchObject({
      kind,
      message: 'Could not start the domain: what libvirt says.',
      native: { code, name, message: 'what libvirt says' },
    });
  });

  it('tells a lost connection and a failed opening from a failed call', () => {
    expect(toDriverError(failure(38), 'x')).toMatchObject({ kind: 'internal' });
    expect(toDriverError(failure(38), 'x', { opening: true })).toMatchObject({ kind: 'unreachable' });
    expect(toDriverError(failure(1, { connectionLost: true }), 'x')).toMatchObject({ kind: 'unreachable' });
    const ENAMETOOLONG = 36;
    expect(toDriverError(failure(38, { errno: ENAMETOOLONG }), 'x')).toMatchObject({ kind: 'refused' });
  });
});
