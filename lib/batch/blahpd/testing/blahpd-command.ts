import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { BlahpdStart } from '@/lib/batch/blah/start-blahpd';

const PROGRAM = fileURLToPath(new URL('../../../../bin/gridbox-blahpd.mjs', import.meta.url));

/** How `gridbox-blahpd` is started as a process, its settings and its record in a folder of the caller's. */
export function blahpdCommand(
  folder: string,
  systems: Readonly<Record<string, object>>,
): Pick<BlahpdStart, 'argv' | 'environment'> {
  const settings = join(folder, 'blahpd.yaml');
  // JSON is YAML.
  writeFileSync(settings, JSON.stringify({ record: join(folder, 'record'), systems }));
  return {
    argv: [process.execPath, PROGRAM, '--settings', settings],
    environment: { PATH: process.env['PATH'] ?? '' },
  };
}
