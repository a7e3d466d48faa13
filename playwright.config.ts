/** Browser tests. `npm test -- --only browser` builds and starts the product, and says here where it is. */
import { defineConfig } from '@playwright/test';
import { ADMINISTRATOR_STATE } from '@/e2e/support/accounts';

/** What takes a second on an idle machine; two cores that run a rig of emulated guests besides are seldom idle. */
const ACTION_MS = 20_000;
/** A journey has some ten actions and a live migration or two. */
const TEST_MS = 180_000;
/** The one spec that signs in with the one-time password; the others go on with the session it leaves. */
const FIRST = /first-login\.spec\.ts/;
/**
 * These look at pages and fill forms; no real guest is touched. They keep a processor busy, while the journeys wait for guests most of
 * their time: beside each other both end a good deal sooner than one after the other.
 */
const LOOKS = /(access|batch|pages|time-travel|what-if)\.spec\.ts/;
/** The same, and the agent has no part in any of them: they do not miss it while the tiny site is without one. */
const LATER_LOOKS = /(benchmark-definitions|benchmark-imports|site-import|sites|technologies)\.spec\.ts/;
/**
 * These wait for what simulated hosts, jobs and images do, and take turns: several are about the same hosts, most of them Dempsey
 * machines, which no journey acts on.
 */
const SIMULATED = /(create-domain|drain-jobs|image-trust|images|leases|simulated-faults|site-apply)\.spec\.ts/;
/**
 * A host comes and goes, others lose their power: waiting, nearly all of it, and over before the journey that kills the agent, which
 * would be waited for as well.
 */
const HOSTS = /(hosts|recovery)\.spec\.ts/;
/** About domains of simulated hosts that nobody else acts on. */
const STANDING = /(groups|guest-drift|live|my-vo|simulated-lifecycle)\.spec\.ts/;
/** A whole site of guests of its own, and the image that they start from: it would be seen by journeys that count what is there. */
const SITE = /tiny-site\.spec\.ts/;
const BEFORE_THE_SITE = ['journeys', 'looks', 'simulated', 'hosts', 'standing'] as const;
/** These need real Xen hosts, and are run by the suite that has them. */
const ON_XEN = /\.xen\.spec\.ts/;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: TEST_MS,
  expect: { timeout: ACTION_MS },
  // Those of a project take turns: one product, one rig. Four projects, since three of them wait for something most of their time.
  workers: 4,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  use: {
    baseURL: process.env['GRIDBOX_E2E_URL'] ?? 'http://127.0.0.1:3000',
    actionTimeout: ACTION_MS,
    // A failure leaves a picture and the tree of roles. A trace films every test, which costs more than the tests.
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['GRIDBOX_E2E_CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium's sandbox needs what root in a container has not. A test loads a page once: compiled is only what it runs (94 s of a processor for
      // 66 tests, 101 otherwise).
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--js-flags=--max-lazy'],
    },
  },
  projects: [
    { name: 'first login', testMatch: FIRST, workers: 1 },
    // What takes longest begins first; the last of these begins where the first of the others has ended.
    {
      name: 'journeys',
      testIgnore: [FIRST, ON_XEN, LOOKS, LATER_LOOKS, SIMULATED, HOSTS, STANDING, SITE],
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'looks',
      testMatch: LOOKS,
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'simulated',
      testMatch: SIMULATED,
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'hosts',
      testMatch: HOSTS,
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'standing',
      testMatch: STANDING,
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'site',
      testMatch: SITE,
      workers: 1,
      dependencies: [...BEFORE_THE_SITE],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'later looks',
      testMatch: LATER_LOOKS,
      workers: 1,
      dependencies: [...BEFORE_THE_SITE],
      use: { storageState: ADMINISTRATOR_STATE },
    },
    {
      name: 'xen',
      testMatch: ON_XEN,
      workers: 1,
      dependencies: ['first login'],
      use: { storageState: ADMINISTRATOR_STATE },
    },
  ],
});
