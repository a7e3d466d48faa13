import { expect, test } from 'vitest';
import { parseUpOptions } from './options';

test('without arguments: the default port, packages and the rig wanted, no foreign database', () => {
  expect(parseUpOptions([], {})).toMatchObject({
    port: 3000,
    portGiven: false,
    installSystemPackages: true,
    rig: true,
    labs: [],
    databaseUrl: undefined,
  });
});

test('each argument does what it says, and an empty DATABASE_URL is none', () => {
  const options = parseUpOptions(['--port', '8080', '--data', '/srv/grid', '--no-install', '--no-rig', '--xen'], {
    DATABASE_URL: '',
  });
  expect(options).toEqual({
    port: 8080,
    portGiven: true,
    dataDir: '/srv/grid',
    installSystemPackages: false,
    rig: false,
    tinyImage: false,
    labs: ['xen'],
    databaseUrl: undefined,
  });
});

test.each(['0', '70000', 'http', '80.5'])('port %s is refused with a sentence', (port) => {
  expect(() => parseUpOptions(['--port', port], {})).toThrow(/a port is a number/);
});

test('an unknown argument is refused', () => {
  expect(() => parseUpOptions(['--prot', '1'], {})).toThrow(/--prot/);
});
