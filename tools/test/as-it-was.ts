/**
 * Before each file of a project whose files share a process: what one file says of the environment, and what is read of it once a
 * process, ends with that file.
 */
import { afterAll, vi } from 'vitest';
import { forgetConfig } from '@/lib/server/config';
import { setLog } from '@/lib/server/log';

const environment = { ...process.env };
vi.resetConfig();
forgetConfig();
setLog(undefined);

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
