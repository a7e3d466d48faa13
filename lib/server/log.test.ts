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

test('an error is told by type, sentence and place, not by the rows a database repeats in it', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const driver = Object.assign(new Error('violates check constraint'), { detail: 'Failing row contains (hunter2)' });
  const prisma = Object.assign(
    new Error(
      '\nInvalid `db.host.create()` invocation:\n{ data: { password: "hunter2" } }\n\nUnique constraint failed',
    ),
    {
      name: 'PrismaClientKnownRequestError',
      code: 'P2002',
      meta: { driverAdapterError: driver },
      cause: driver,
    },
  );
  log.error({ err: prisma }, 'request failed');
  expect(lines.join('')).not.toContain('hunter2');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    err: {
      type: 'PrismaClientKnownRequestError',
      code: 'P2002',
      message: 'Unique constraint failed',
      cause: { message: 'violates check constraint' },
    },
  });
});
