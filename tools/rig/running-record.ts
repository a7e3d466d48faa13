/** Which domains ran when the rig was stopped, so that the next start brings back those and no others. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostPaths } from './host-paths';

/** Host name → names of the domains that ran on it. */
const recordSchema = z.record(z.string(), z.array(z.string()));
export type RunningRecord = z.infer<typeof recordSchema>;

export function writeRunningRecord(dir: string, record: RunningRecord): void {
  writeFileSync(join(dir, 'running.json'), JSON.stringify(record));
}

/**
 * What ran: as written at an orderly stop, or else as libvirt's own status files say (a power cut leaves them behind).
 * Must be read before the daemons start. Undefined when this rig never ran.
 */
export function readRunningRecord(dir: string, hosts: readonly HostPaths[]): RunningRecord | undefined {
  const file = join(dir, 'running.json');
  if (existsSync(file)) {
    const parsed = recordSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
  }
  if (!hosts.some((host) => existsSync(host.daemonLog))) return undefined;
  return Object.fromEntries(hosts.map((host) => [host.name, listStatusFiles(host.statusDir)]));
}

function listStatusFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => name.slice(0, -'.xml'.length));
}

/** Once the domains run again, libvirt's own files say what runs, also after a crash; the record would grow old. */
export function dropRunningRecord(dir: string): void {
  rmSync(join(dir, 'running.json'), { force: true });
}
