import { expect, test } from 'vitest';
import { GuestAddress, leadsThere, mainAddress } from './guest-address';

const MAC = '52:54:00:aa:bb:01';
const at = (address: string, mac = MAC): GuestAddress =>
  GuestAddress.parse({ mac, address, prefixLength: address.includes(':') ? 64 : 24 });

test('addresses that lead nowhere from outside are told from those that do', () => {
  for (const address of ['127.0.0.1', '169.254.3.4', '::1', 'fe80::5054:ff:feaa:bb01', 'FEB0::1'])
    expect(leadsThere(at(address)), address).toBe(false);
  for (const address of ['10.88.0.15', '192.0.2.7', '2001:db8::7', 'fd00::1'])
    expect(leadsThere(at(address)), address).toBe(true);
  expect(leadsThere(at('10.0.0.1', '00:00:00:00:00:00'))).toBe(false);
});

test('the main address is of an interface that the domain was given, IPv4 first', () => {
  const bridge = at('172.17.0.1', '02:42:00:00:00:01');
  expect(mainAddress([bridge, at('2001:db8::7'), at('10.88.0.15')], [MAC.toUpperCase()])).toBe('10.88.0.15');
  expect(mainAddress([bridge, at('2001:db8::7')], [MAC])).toBe('2001:db8::7');
  expect(mainAddress([bridge], [MAC])).toBeUndefined();
});

test('what is no address is none, whatever a guest says', () => {
  for (const wrong of ['10.88.0.256', '10.88.0.15; rm -rf /', '<b>', ''])
    expect(GuestAddress.safeParse({ mac: MAC, address: wrong, prefixLength: 24 }).success, wrong).toBe(false);
  expect(GuestAddress.safeParse({ mac: 'x', address: '10.0.0.1', prefixLength: 24 }).success).toBe(false);
});
