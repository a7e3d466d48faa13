import { expect, test } from 'vitest';
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { EnvironmentNetwork } from '@/lib/domain/environment-network';
import { checkSite } from '@/lib/site/check-site';
import { renderLeaseSite } from './render-site';

const body = (network: EnvironmentNetwork) =>
  EnvironmentBody.parse({
    role: 'UI',
    image: { library: 'tiny-grid', version: 1 },
    architecture: 'x86_64',
    guestModes: ['hvm'],
    memoryMiB: 128,
    most: { vcpus: 1, memoryMiB: 512, diskGiB: null, domains: 4 },
    daysMax: 7,
    ...network,
  });
function networksOf(network: EnvironmentNetwork) {
  const text = renderLeaseSite({
    number: 7,
    vo: 'atlas',
    environment: { name: 'ui', version: 1, body: body(network) },
    count: 2,
    vcpus: 1,
    memoryMiB: 128,
    diskGiB: null,
    hostClass: 'other',
  });
  const checked = checkSite(text);
  if (!('site' in checked)) throw new Error(`${text}\n${JSON.stringify(checked.problems)}`);
  const { networks, domains } = checked.site;
  return {
    networks: Object.values(networks).map(({ hostName, made }) => [hostName, made]),
    on: domains.map(({ network: on }) => on),
  };
}

test('a network is made for the lease, or is one that its hosts have, or there is none; each is a sound site', () => {
  expect(networksOf({ isolation: 'dedicated', network: null })).toEqual({
    networks: [['lease-7-lan', true]],
    on: ['lan', 'lan'],
  });
  expect(networksOf({ isolation: 'attached', network: 'mcast:239.77.7.7:45000' })).toEqual({
    networks: [['mcast:239.77.7.7:45000', false]],
    on: ['lan', 'lan'],
  });
  expect(networksOf({ isolation: 'shared', network: null })).toEqual({ networks: [], on: [undefined, undefined] });
});

test('one that its hosts have is named, and no other is', () => {
  expect(() => body({ isolation: 'attached', network: null })).toThrow(/what its hosts call the network/);
  expect(() => body({ isolation: 'dedicated', network: 'lab' })).toThrow(/leave it out/);
});
