/** Browser tests against the product as `npm run up` starts it: production build, own data folder and port, its own rig. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@/tools/shared/free-port';
import { openDataFolder } from '@/tools/up/data-folder';
import { createProgress } from '@/tools/up/progress';
import { runShown } from './run-vitest';
import { type Tally, tallyPlaywright } from './tally';

const DEADLINE_MS = 20 * 60_000;

export async function runBrowser(reportDir: string, chromium: string | undefined): Promise<Tally> {
  if (chromium === undefined)
    return { passed: 0, failures: ['browser: no chromium here (Debian: apt-get install chromium)'] };
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbox-test-e2e-'));
  const ENTER_ONLY = 0o711;
  chmodSync(dataDir, ENTER_ONLY);
  const progress = createProgress(Date.now());
  const folder = openDataFolder(dataDir);
  // Only now: it reads the generated database client.
  const { startGridbox, stopGridbox } = await import('@/tools/up/start-gridbox');
  const started = { children: [], rig: undefined, labs: [], stopPostgres: undefined };
  const failures: string[] = [];
  try {
    const options = {
      port: await findFreePort(),
      portGiven: true,
      dataDir,
      installSystemPackages: false,
      rig: true,
      labs: [],
      databaseUrl: undefined,
    };
    const gridbox = await startGridbox(options, folder, started, progress, new AbortController().signal);
    if (gridbox.rig.kind === 'absent') failures.push(`browser: without the rig: ${gridbox.rig.reason}`);
    const reportFile = join(reportDir, 'browser.json');
    const how = await runShown(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], DEADLINE_MS, {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
      GRIDBOX_E2E_URL: gridbox.address,
      GRIDBOX_E2E_ADMINISTRATOR: gridbox.administrator?.email ?? '',
      GRIDBOX_E2E_ONE_TIME_PASSWORD: gridbox.administrator?.oneTimePassword ?? '',
      GRIDBOX_E2E_CHROMIUM: chromium,
    });
    if (!existsSync(reportFile))
      return { passed: 0, failures: [...failures, `browser: ended without a report (${how})`] };
    const tally = tallyPlaywright(JSON.parse(readFileSync(reportFile, 'utf8')), 'browser');
    return { passed: tally.passed, failures: [...failures, ...tally.failures] };
  } catch (error) {
    return { passed: 0, failures: [...failures, `browser: ${error instanceof Error ? error.message : String(error)}`] };
  } finally {
    await stopGridbox(started, folder, progress.say);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export function findChromium(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}
