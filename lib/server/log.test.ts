import { expect, test } from 'vitest';
import { createLog } from './log';

test('secrets are left out of log entries at every depth that entries use', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info({ password: 'hunter2', body: { newPassword: 'hunter2' }, request: { headers: { cookie: 'hunter2' } } }, 'x');
  log.info({ error: { credentials: { password: 'hunter2' } }, host: 'kept' }, 'y');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('kept');
  expect(lines[0]).toContain('[secret]');
});
