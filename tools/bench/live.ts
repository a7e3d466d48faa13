import { chromium, type Page } from '@playwright/test';
import { DomainPage } from '@/lib/contracts/domains';
import { domainId } from '@/lib/domain/ids';
import type { HostConnection } from '@/lib/drivers/port';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { api, pages } from '@/lib/utils/paths';
import { findChromium } from '@/tools/test/run-browser';
import { type BenchResult, figure, median, quantile } from './figures';
import type { BenchOptions } from './main';
import { BENCH_PASSWORD, type BenchGridbox, withGridbox } from './with-gridbox';

const EVENTS = 60;
const GUEST = 'wn-02';
/** Between two events, so that each is seen alone. */
const PAUSE_MS = 400;
const SEEN_DEADLINE_MS = 10_000;

/**
 * libvirt event on the rig to changed page in Chromium. The event is heard by a libvirt connection of the bench itself,
 * the change by a MutationObserver in the page; both clocks are this machine's.
 */
export async function run({ count = EVENTS, say }: BenchOptions): Promise<BenchResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('this bench needs Chromium');
  return withGridbox(say, async (gridbox) => {
    const list = await gridbox.request(DomainPage, `${api.domains()}?q=name:${GUEST}`);
    const guest = list.items.find((item) => item.name === GUEST && !item.simulated);
    const host = gridbox.hosts.find((item) => item.name === guest?.hostName);
    if (guest === undefined || host === undefined) throw new Error(`no real domain ${GUEST} in the inventory`);
    const driver = createLibvirtDriver();
    const connection = await driver.connect({ uri: host.uri });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    try {
      const page = await browser.newPage();
      await signIn(page, gridbox);
      await page.goto(gridbox.address + pages.domain(guest.id));
      await page.getByRole('heading', { name: GUEST }).waitFor();
      await watchWords(page);
      const id = domainId(guest.id);
      const latencies: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const word = index % 2 === 0 ? 'paused' : 'running';
        const heard = hearEvent(connection, id);
        const heardAt = await heard.when(async () => (index % 2 === 0 ? connection.pause(id) : connection.resume(id)));
        const seenAt = await seenWord(page, word, heardAt);
        latencies.push(seenAt - heardAt);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      say(`${latencies.length} events`);
      return {
        figures: [
          figure('event-to-page-median', median(latencies), 'ms'),
          figure('event-to-page-p95', quantile(latencies, 0.95), 'ms', { most: 250 }),
          figure('event-to-page-max', Math.max(...latencies), 'ms'),
        ],
        samples: { eventToPageMs: latencies },
      };
    } finally {
      await browser.close();
      await connection.close();
      await driver.stop();
    }
  });
}

async function signIn(page: Page, gridbox: BenchGridbox): Promise<void> {
  await page.goto(gridbox.address + pages.login());
  await page.getByLabel('E-mail').fill(gridbox.email);
  await page.getByLabel('Password', { exact: true }).fill(BENCH_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== pages.login());
}

const nowMs = (): number => performance.timeOrigin + performance.now();

/** Hears the next event of a domain on the bench's own connection. */
function hearEvent(connection: HostConnection, id: string): { when: (cause: () => Promise<void>) => Promise<number> } {
  return {
    when: async (cause) => {
      let stop: (() => Promise<void>) | undefined;
      try {
        const heard = new Promise<number>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('no libvirt event was heard')), SEEN_DEADLINE_MS);
          void connection
            .watch((event) => {
              if (event.kind !== 'domain' || event.domainId !== id) return;
              clearTimeout(timer);
              resolve(nowMs());
            })
            .then(async (unwatch) => {
              stop = unwatch;
              await cause();
            })
            .catch(reject);
        });
        return await heard;
      } finally {
        await stop?.();
      }
    },
  };
}

/** Notes, in the page, when the state word in its main part changes. */
async function watchWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: { word: string; at: number }[] = [];
    Object.assign(window, { gridboxSeen: seen });
    let last = '';
    // One function without a name: the page has none of the helpers that the compiler wraps named ones in.
    new MutationObserver(() => {
      const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT);
      // The first state word on the page is the one beside the domain's name.
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const word = node.textContent?.trim().toLowerCase() ?? '';
        if (word !== 'running' && word !== 'paused') continue;
        if (word !== last) seen.push({ word, at: performance.timeOrigin + performance.now() });
        last = word;
        return;
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

async function seenWord(page: Page, word: string, after: number): Promise<number> {
  const found = await page.waitForFunction(
    ({ word: wanted, after: since }) => {
      const seen = (window as unknown as { gridboxSeen: { word: string; at: number }[] }).gridboxSeen;
      // The page may be told a moment before the bench's own listener.
      return seen.find((item) => item.word === wanted && item.at > since - 200)?.at ?? false;
    },
    { word, after },
    { timeout: SEEN_DEADLINE_MS, polling: 20 },
  );
  return (await found.jsonValue()) as number;
}
