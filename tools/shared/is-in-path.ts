import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Is there a program of this name, in the path or in the folders of the system's own programs? */
export function isInPath(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)));
}
