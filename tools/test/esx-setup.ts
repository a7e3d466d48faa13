/** One simulated ESX host and one GSX Server for the whole run of the project `esx`, gone at its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingForEsxLab } from '@/tools/esx-lab/prerequisites';
import { startEsxSimulator, type EsxSimulator } from '@/tools/esx-lab/start-esx-simulator';

type EsxAddress = Pick<EsxSimulator, 'uri' | 'username' | 'password'>;

declare module 'vitest' {
  export interface ProvidedContext {
    /** Its machines are those of `tools/esx-lab/simulator/main.go`. */
    esxHost: EsxAddress;
    gsxHost: EsxAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = missingForEsxLab();
  if (missing.length > 0) throw new Error(`no ESX lab without ${missing.map((part) => part.what).join(', ')}`);
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-esx-'));
  const log = (line: string) => console.log(`esx: ${line}`);
  const started: EsxSimulator[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((host) => host.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    for (const product of ['esx', 'gsx'] as const) {
      const host = await startEsxSimulator({ dir: join(dir, product), product, log });
      started.push(host);
      project.provide(`${product}Host`, { uri: host.uri, username: host.username, password: host.password });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
