/** The guest's own clock as a domain's page shows it. */
import { expect, type Page } from '@playwright/test';

/** Guests are asked every ten seconds, and the page is told by its live stream. */
const HEARD_MS = 40_000;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

export interface GuestClock {
  readonly uptimeMs: number;
  /** When Gridbox heard it, ms since 1970. */
  readonly heardAt: number;
}

/** @example parseDuration('4 min 12 s') // 252_000 */
function parseDuration(words: string): number {
  const parts = [...words.matchAll(/([\d.]+) (ms|s|min|h|d)\b/g)];
  if (parts.length === 0) throw new Error(`no duration: ${words}`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ''] ?? Number.NaN), 0);
}

/** Reads "Guest up" on the domain's page that is open; waits until it was heard after `since`. */
export async function readGuestClock(page: Page, since = 0): Promise<GuestClock> {
  const heard = page.getByRole('time').filter({ hasText: /^heard / });
  const fact = page.getByRole('definition').filter({ has: heard });
  await heard.waitFor({ timeout: HEARD_MS });
  await expect
    .poll(async () => Date.parse((await heard.getAttribute('datetime')) ?? ''), { timeout: HEARD_MS })
    .toBeGreaterThan(since);
  // Both at one instant: a hearing between two reads would pair one's uptime with the other's time.
  const [text, at] = await fact.evaluate((element) => [
    element.textContent,
    element.getElementsByTagName('time')[0]?.dateTime ?? '',
  ]);
  return { uptimeMs: parseDuration((text ?? '').split('heard')[0] ?? ''), heardAt: Date.parse(at ?? '') };
}
