/** What a real shell makes of a script: the words as they were, whatever is in them. */
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { renderJobScript } from './job-script';

const print = String.raw`for w; do printf '%s\0' "$w"; done; printf '%s' "$V"`;
test('words and variables come back as they were, and no line of a script is of their making', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((each) => each.replaceAll('\0', ''));
  const nasty = fc.constantFrom(
    "'",
    "''",
    '\n',
    '\\',
    '"$(id)"',
    '`id`',
    '\n#PBS -q x\n',
    '$gridbox_nl',
    '\r\n',
    '-n',
    '',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(text, nasty), { maxLength: 8 }), fc.oneof(text, nasty), (args, value) => {
      const script = renderJobScript({
        command: '/bin/sh',
        args: ['-c', print, 'sh', ...args],
        environment: { V: value },
      });
      expect(script.split('\n')).toHaveLength(7);
      const ended = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: bareEnvironment() });
      expect(ended.stderr).toBe('');
      expect(ended.stdout.split('\0')).toEqual([...args, value]);
    }),
    { numRuns: 60 },
  );
});
