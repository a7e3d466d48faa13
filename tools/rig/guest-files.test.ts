import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { HEARTBEAT } from './guest-files';

test('the tiny image’s guests beat as those of the rig do', () => {
  const { files } = parse(readFileSync('examples/images/tiny-grid.yaml', 'utf8')) as {
    readonly files: readonly { readonly path: string; readonly content?: string }[];
  };
  expect(files.find(({ path }) => path === '/usr/lib/tiny/heartbeat')?.content).toBe(HEARTBEAT);
});
