/** `npm test`, second half. Nothing is left out in silence: what cannot run is a failure with a name. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { missingForEsxLab } from '@/tools/esx-lab/prerequisites';
import { missingForGrid, missingForSlurm, prepareGridPackages } from '@/tools/grid/prerequisites';
import { ASSEMBLER } from '@/tools/lab/tiny-guest';
import { KVM_LAB } from '@/tools/lab/kvm/kvm-lab';
import { missingForImages, missingForImageTests } from '@/tools/images/prerequisites';
import { missingForIpmi } from '@/tools/ipmi/prerequisites';
import type { LabKind } from '@/tools/lab/lab-kind';
import { buildLab } from '@/tools/lab/build/build-lab';
import { missingForLab, missingPrograms, openLab, startLab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { missingForRig, type MissingPart } from '@/tools/rig/prerequisites';
import { keepSshdFromListening, missingForSshd } from '@/tools/sshd/prerequisites';
import { keepSlapdFromListening, missingForSlapd } from '@/tools/slapd/prerequisites';
import { createProgress } from '@/tools/up/progress';
import { buildPages } from '@/tools/up/stages/build-pages';
import { generateClient } from '@/tools/up/stages/generate-client';
import { installSystemPackages, systemNeeds, whyNoApt } from '@/tools/up/stages/install-system';
import { LAB_DIR_VARIABLE, makeLabDir } from './lab-setup';
import { findChromium, hasHeadlessShell, HEADLESS_PACKAGE, runBrowser } from './run-browser';
import { interruption, runVitest } from './run-vitest';
import { GIVING_WAY, laterSuites, runStages, SUITES, stagesOf, type Suite, type Work } from './suites';
import { addTallies, EMPTY, type Tally } from './tally';

/** Suites for which no QEMU need be here. */
const WITHOUT_HOSTS: readonly Suite[] = ['unit', 'integration', 'images', 'esx', 'grid'];
/** What a suite needs of the machine and does not find. */
const MISSING: Partial<Record<Suite, () => MissingPart[]>> = {
  integration: () => [...missingForSshd(), ...missingForIpmi(), ...missingForSlapd()],
  images: missingForImageTests,
  // The image of the tiny site is built by its test.
  rig: missingForRig,
  'second-rig': () => [...missingForRig(), ...missingForSshd(), ...missingForImages()],
  esx: missingForEsxLab,
  grid: missingForGrid,
  kvm: () => missingForLab(KVM_LAB),
  // One of its guests is assembled by the test.
  xen: () => [...missingForLab(XEN_LAB), ...missingPrograms(ASSEMBLER)],
};
/** Where that is not all that can be had: hosts are installed with what every Gridbox needs, and pools are tested where Slurm is. */
const TO_INSTALL: Partial<Record<Suite, () => MissingPart[]>> = {
  rig: () => [],
  'second-rig': () => [...missingForSshd(), ...missingForImages(), ...missingForSlurm()],
};
const LABS: Partial<Record<Suite, LabKind>> = { kvm: KVM_LAB, xen: XEN_LAB };

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
const chosen = SUITES.filter((suite) => values.only.length === 0 || values.only.includes(suite));
const unknown = values.only.filter((name) => !SUITES.some((suite) => suite === name));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(', ')}: one of ${SUITES.join(', ')}`);
  console.log('0 passed, 1 failed');
  process.exit(2);
}

const progress = createProgress(Date.now());
const reportDir = mkdtempSync(join(tmpdir(), 'gridbox-test-reports-'));
const tallies: Tally[] = [];
const failed = (name: string, error: unknown): Tally => ({
  passed: 0,
  failures: [`${name}: ${error instanceof Error ? error.message : String(error)}`],
});

async function prepare(): Promise<void> {
  await progress.stage('database client', generateClient);
  if (chosen.includes('browser') || chosen.includes('xen')) await prepareBrowser();
  const needs = systemNeeds();
  const needsHosts = chosen.some((suite) => !WITHOUT_HOSTS.includes(suite));
  const packages = [
    ...(needsHosts ? needs.packages : []),
    ...chosen.flatMap((suite) => (TO_INSTALL[suite] ?? MISSING[suite])?.() ?? []).map((part) => part.debianPackage),
  ].filter((name, index, all) => all.indexOf(name) === index);
  const kernel = needs.kernel && needsHosts;
  if (packages.length === 0 && !kernel) return;
  const what = [...packages, ...(kernel ? ['a kernel for the guests'] : [])].join(', ');
  const reason = whyNoApt();
  if (reason !== undefined) {
    progress.say(`cannot install ${what}: ${reason}`);
    return;
  }
  progress.say(`installing with apt: ${what}`);
  keepSshdFromListening(packages);
  keepSlapdFromListening(packages);
  const leaveAsItWas = await prepareGridPackages(packages);
  try {
    await progress.stage('system packages', async (report) => installSystemPackages({ packages, kernel }, report));
  } finally {
    leaveAsItWas();
  }
}

/** Where there is another browser, it does as well, and nothing fails for want of the quicker one. */
async function prepareBrowser(): Promise<void> {
  if (hasHeadlessShell()) return;
  const packages = [HEADLESS_PACKAGE];
  const reason = whyNoApt();
  if (reason !== undefined) return progress.say(`cannot install ${HEADLESS_PACKAGE}: ${reason}`);
  try {
    await progress.stage('browser', (report) => installSystemPackages({ packages, kernel: false }, report));
  } catch (error) {
    if (findChromium() === undefined) throw error;
    progress.say(`${HEADLESS_PACKAGE} is not to be had; the browser that is here takes longer`);
  }
}

/** @param shownAs put before each line of what it prints, where other suites print at the same time */
async function runSuite(suite: Work, shownAs: string | undefined): Promise<Tally> {
  if (suite === 'builds') return await buildForLater();
  if (suite === 'browser') return runBrowser(reportDir, findChromium(), { on: 'rig' }, shownAs);
  const missing = MISSING[suite]?.() ?? [];
  if (missing.length > 0) return failed(suite, `cannot run without ${missing.map((part) => part.what).join(', ')}`);
  const kind = LABS[suite];
  if (kind !== undefined) return runOnLab(suite, kind, shownAs);
  return runVitest(suite, reportDir, { shownAs, givesWay: shownAs !== undefined && GIVING_WAY.includes(suite) });
}

/** Machines first: theirs is the suite that comes first. What is missing for a lab is told by its suite. */
async function buildForLater(): Promise<Tally> {
  const later = laterSuites(chosen);
  const { signal } = interruption;
  const log = (line: string) => progress.say(`builds: ${line}`);
  for (const suite of ['xen', 'kvm'] as const) {
    const kind = LABS[suite];
    if (kind !== undefined && later.includes(suite) && missingForLab(kind).length === 0)
      await buildLab(kind, { log, signal });
  }
  if (later.includes('browser') || (chosen.includes('xen') && later.length > 0)) await buildPages(signal);
  return EMPTY;
}

/**
 * A lab for all files of a suite and its journeys, since its machines and guests take a minute to boot. Tests that passed have put back
 * what they broke; what failed ones left is none of a journey's business, which then has a lab of its own.
 */
async function runOnLab(suite: Exclude<Suite, 'browser'>, kind: LabKind, shownAs: string | undefined): Promise<Tally> {
  const wanted = (): boolean => suite === 'xen' && !interruption.signal.aborted;
  const runJourneys = async (dataDir: string): Promise<Tally> => runXenJourneys(kind, dataDir, shownAs);
  const { tests, journeys } = await withLabDir(suite, kind, async (dataDir) => {
    const env = { ...process.env, [LAB_DIR_VARIABLE]: dataDir };
    const ran = await runVitest(suite, reportDir, { shownAs, env });
    const asFound = ran.failures.length === 0;
    return { tests: ran, journeys: wanted() && asFound ? await runJourneys(dataDir) : undefined };
  });
  if (journeys !== undefined) return addTallies([tests, journeys]);
  return wanted() ? addTallies([tests, await withLabDir(suite, kind, runJourneys)]) : tests;
}

/** A journey begins with hosts and guests that have booted: what lives in this folder is taken over, what does not is booted. */
async function runXenJourneys(kind: LabKind, dataDir: string, shownAs: string | undefined): Promise<Tally> {
  await startLab(kind, {
    dir: dataDir,
    waitForGuests: true,
    log: (line) => progress.say(`${kind.name} lab: ${line}`),
  });
  return runBrowser(reportDir, findChromium(), { on: 'xen', dataDir }, shownAs);
}

/** Its machines go whatever became of those who used them. */
async function withLabDir<T>(name: string, kind: LabKind, run: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = makeLabDir(name);
  try {
    return await run(dataDir);
  } finally {
    await (await openLab(kind, dataDir)).down();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

try {
  await prepare();
} catch (error) {
  // What is missing because of it is named by the suite that needs it.
  tallies.push(failed('preparation', error));
}
/** Time that the processors of this machine were busy and idle so far, in ms, all of them together. */
function processorTimes(): { readonly busyMs: number; readonly idleMs: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  return { busyMs, idleMs };
}

for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    progress.say('interrupted: what was started is being stopped');
    interruption.abort();
  });

async function tally(suite: Work, besideOthers: boolean): Promise<Tally> {
  if (interruption.signal.aborted) return failed(suite, 'was not run');
  try {
    const startedAt = Date.now();
    const before = processorTimes();
    const result = await runSuite(suite, besideOthers ? suite : undefined);
    const MS_PER_SECOND = 1000;
    const PERCENT = 100;
    const seconds = ((Date.now() - startedAt) / MS_PER_SECOND).toFixed(0);
    const after = processorTimes();
    const busyMs = after.busyMs - before.busyMs;
    const busy = ((PERCENT * busyMs) / Math.max(1, busyMs + after.idleMs - before.idleMs)).toFixed(0);
    const outcome = suite === 'builds' ? 'done' : `${result.passed} passed, ${result.failures.length} failed`;
    progress.say(
      `${suite}: ${outcome} (${seconds} s, processors ${busy} % busy${besideOthers ? ' with what ran beside it' : ''})`,
    );
    return result;
  } catch (error) {
    return failed(suite, error);
  }
}

tallies.push(...(await runStages(stagesOf(chosen), tally)));
rmSync(reportDir, { recursive: true, force: true });

const total = addTallies(tallies);
for (const failure of total.failures) console.log(`FAILED  ${failure}`);
console.log(`${total.passed} passed, ${total.failures.length} failed`);
process.exit(total.failures.length > 0 || total.passed === 0 ? 1 : 0);
