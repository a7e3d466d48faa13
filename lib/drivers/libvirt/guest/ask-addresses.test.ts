import { expect, test } from 'vitest';
import { GUEST_ADDRESSES_MAX } from '@/lib/domain/guest-address';
import { readInterfaces } from './ask-addresses';

const said = (address: unknown, prefix: unknown = 24) => ({
  'ip-address-type': 'ipv4',
  'ip-address': address,
  prefix,
});
const MAC = '52:54:00:AA:bb:01';

test('addresses are read as the agent gives them, without those that lead nowhere, and without what is none', () => {
  expect(
    readInterfaces([
      { 'hardware-address': '00:00:00:00:00:00', 'ip-addresses': [said('127.0.0.1', 8), said('10.0.0.1')] },
      {
        'hardware-address': MAC,
        'ip-addresses': [
          said('10.88.0.15'),
          said('fe80::1', 64),
          said('2001:db8::7', 64),
          said('<script>'),
          7,
          said(8),
        ],
      },
      { 'hardware-address': '52:54:00:aa:bb:02' },
      { 'ip-addresses': [said('10.88.0.16')] },
    ]),
  ).toEqual([
    { mac: MAC.toLowerCase(), address: '10.88.0.15', prefixLength: 24 },
    { mac: MAC.toLowerCase(), address: '2001:db8::7', prefixLength: 64 },
  ]);
});

test('a guest that names thousands is not kept whole', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => said(`10.0.${index >> 8}.${index & 255}`));
  expect(readInterfaces([{ 'hardware-address': MAC, 'ip-addresses': many }])).toHaveLength(GUEST_ADDRESSES_MAX);
});
