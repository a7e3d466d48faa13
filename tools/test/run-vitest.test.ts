import { expect, test } from 'vitest';
import { runShown } from './run-vitest';

const SECONDS_30_MS = 30_000;

test('what gives way asks for little of the processors, whoever else there is', async () => {
  // The session's group is asked for while the program starts: it looks until its deadline. Of `nice` there is more where we have some ourselves.
  const asks = `const { readFileSync, existsSync } = require('node:fs');
    const group = '/proc/self/autogroup';
    const isLittle = () => require('node:os').getPriority() >= 10 && (!existsSync(group) || /nice 10/.test(readFileSync(group)));
    setInterval(() => { if (isLittle()) process.exit(7); }, 20);
    setTimeout(() => process.exit(8), 10_000)`;
  expect(await runShown(['-e', asks], SECONDS_30_MS, { givesWay: true })).toBe('exit code 7');
});
