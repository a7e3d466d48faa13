import { expect, test } from 'vitest';
import { runCommand } from './run-command';

const PLACE = { environment: { PATH: process.env['PATH'] ?? '' } };
const say = async (script: string, input?: string) => (await runCommand(PLACE, ['sh', '-c', script], { input })).stdout;

test('a command reads its input whole, from a file: whoever kills its caller does not cut a script in two', async () => {
  const input = 'echo what a job does\n'.repeat(20_000);
  expect(await say('test -f /dev/stdin && cat', input)).toBe(input);
});

test('where there is no input the command reads none', async () => {
  expect(await say('cat; echo end')).toBe('end\n');
});
