/**
 * Reads `virTypedParameter` structures out of copied memory.
 * https://libvirt.org/html/libvirt-libvirt-common.html#virTypedParameter : char field[80]; int type; union (8 bytes, aligned to 8).
 */

export const TYPED_PARAMETER_BYTES = 96;
const TYPE_AT = 80;
const VALUE_AT = 88;

const TYPE = { INT: 1, UINT: 2, LLONG: 3, ULLONG: 4, DOUBLE: 5, BOOLEAN: 6 } as const;

/** Strings are left out: their bytes lie elsewhere, and none of the figures we read is one. */
export type ParameterValue = number | bigint | boolean;

/** Calls `each` for every numeric parameter between two indexes. */
export function eachTypedParameter(
  bytes: Buffer,
  from: number,
  count: number,
  each: (field: string, value: ParameterValue) => void,
): void {
  for (let index = from; index < from + count; index += 1) {
    const at = index * TYPED_PARAMETER_BYTES;
    const value = readValue(bytes, at);
    if (value !== undefined) each(readField(bytes, at), value);
  }
}

function readField(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, Math.min(bytes.indexOf(0, at), at + TYPE_AT));
}

/** All parameters as a record. */
export function typedParameters(bytes: Buffer): Map<string, ParameterValue> {
  const found = new Map<string, ParameterValue>();
  eachTypedParameter(bytes, 0, bytes.length / TYPED_PARAMETER_BYTES, (field, value) => found.set(field, value));
  return found;
}

function readValue(bytes: Buffer, at: number): ParameterValue | undefined {
  const value = at + VALUE_AT;
  switch (bytes.readInt32LE(at + TYPE_AT)) {
    case TYPE.INT:
      return bytes.readInt32LE(value);
    case TYPE.UINT:
      return bytes.readUInt32LE(value);
    case TYPE.LLONG:
      return bytes.readBigInt64LE(value);
    case TYPE.ULLONG:
      return bytes.readBigUInt64LE(value);
    case TYPE.DOUBLE:
      return bytes.readDoubleLE(value);
    case TYPE.BOOLEAN:
      return bytes.readUInt8(value) !== 0;
    default:
      return undefined;
  }
}

/** `virNodeCPUStats` and `virNodeMemoryStats`: char field[80]; unsigned long long value. */
export function nodeStats(bytes: Buffer): Map<string, bigint> {
  const ENTRY_BYTES = 88;
  const found = new Map<string, bigint>();
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    found.set(bytes.toString('latin1', at, bytes.indexOf(0, at)), bytes.readBigUInt64LE(at + TYPE_AT));
  }
  return found;
}
