/** Browser tests against the product as `npm run up` starts it: production build, own data folder and port, its own rig or a lab. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findMachineMirror } from '@/lib/images/testing/machine-mirror';
import { findFreePort } from '@/tools/shared/free-port';
import { openDataFolder } from '@/tools/up/data-folder';
import { createProgress } from '@/tools/up/progress';
import { LAB_DIR_VARIABLE, makeLabDir } from './lab-setup';
import { runShown } from './run-vitest';
import { type Tally, tallyPlaywright } from './tally';

/** Some seventy journeys, two minutes the longest; several times what they take on two idle cores. */
const DEADLINE_MS = 35 * 60_000;
/** Names of `playwright.config.ts`. */
const PROJECTS = {
  rig: ['journeys', 'looks', 'simulated', 'hosts', 'standing', 'site', 'later looks'],
  xen: ['xen'],
} as const;

/** The journeys on the rig, or those on a lab that is there already in `dataDir` and goes with them. */
export type Journeys = { readonly on: 'rig' } | { readonly on: 'xen'; readonly dataDir: string };

/** @param shownAs put before each line of what it prints, where others print at the same time */
export async function runBrowser(
  reportDir: string,
  chromium: string | undefined,
  journeys: Journeys,
  shownAs?: string,
): Promise<Tally> {
  const suite = journeys.on === 'rig' ? 'browser' : journeys.on;
  if (chromium === undefined)
    return { passed: 0, failures: [`${suite}: no chromium here (Debian: apt-get install ${HEADLESS_PACKAGE})`] };
  const dataDir = journeys.on === 'rig' ? makeLabDir('e2e') : journeys.dataDir;
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
      rig: journeys.on === 'rig',
      // Built by whoever needs it: it would disturb the others.
      tinyImage: false,
      labs: journeys.on === 'rig' ? [] : [journeys.on],
      databaseUrl: undefined,
    };
    // Near, and the one that works where others are not reached.
    const mirror = findMachineMirror();
    if (mirror !== undefined) process.env['GRIDBOX_IMAGE_MIRROR'] ??= mirror.source;
    const gridbox = await startGridbox(options, folder, started, progress, new AbortController().signal);
    if (journeys.on === 'rig' && gridbox.rig.kind === 'absent')
      failures.push(`${suite}: without the rig: ${gridbox.rig.reason}`);
    for (const lab of gridbox.labs)
      if (lab.kind === 'absent') failures.push(`${suite}: without the lab: ${lab.reason}`);
    const reportFile = join(reportDir, `browser-${journeys.on}.json`);
    const projects = PROJECTS[journeys.on].map((project) => `--project=${project}`);
    const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...projects];
    const env = {
      ...process.env,
      [LAB_DIR_VARIABLE]: dataDir,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
      GRIDBOX_E2E_URL: gridbox.address,
      GRIDBOX_E2E_ADMINISTRATOR: gridbox.administrator?.email ?? '',
      GRIDBOX_E2E_ONE_TIME_PASSWORD: gridbox.administrator?.oneTimePassword ?? '',
      GRIDBOX_E2E_CHROMIUM: chromium,
    };
    const how = await runShown(args, DEADLINE_MS, { env, shownAs });
    if (!existsSync(reportFile))
      return { passed: 0, failures: [...failures, `${suite}: ended without a report (${how})`] };
    const tally = tallyPlaywright(JSON.parse(readFileSync(reportFile, 'utf8')), suite);
    return { passed: tally.passed, failures: [...failures, ...tally.failures] };
  } catch (error) {
    return {
      passed: 0,
      failures: [...failures, `${suite}: ${error instanceof Error ? error.message : String(error)}`],
    };
  } finally {
    await stopGridbox(started, folder, progress.say);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The engine without the window it would draw about its pages: a page takes two thirds of the time. */
export const HEADLESS_PACKAGE = 'chromium-headless-shell';
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';
export const hasHeadlessShell = (): boolean => existsSync(HEADLESS_SHELL);
export function findChromium(): string | undefined {
  return [HEADLESS_SHELL, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
}
