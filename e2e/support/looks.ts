/** What every page must be, in both themes and sizes: legible, without barriers, no wider than the screen. */
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';

/** Its program in the shorter of the two spellings it comes in: every page that is looked at is sent it, and reads it. */
const { source: AXE } = createRequire(import.meta.url)('axe-core/axe.min.js') as { readonly source: string };

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
/** What a theme changes: colours, by style sheet alone. The page is the same otherwise, and has been looked at in the first theme. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'] as const;
const THEMES = [
  { theme: 'light', rules: undefined },
  { theme: 'dark', rules: RULES_OF_COLOUR },
] as const;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds against WCAG 2.2 AA, one line for each kind with the elements below it; empty where nothing is wrong.
 * It is put into a page once, and asked for nothing but violations: what it tells of the elements that are well is most of
 * its time and of what comes back.
 *
 * @param within selector of the part that is looked at, where that is not the whole page
 * @param rules those of axe that are asked, where not all of WCAG
 */
export async function findBarriers(page: Page, within?: string, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(AXE);
  return await page.evaluate(
    async ({ tags, selector, rules }) => {
      if (window.axe === undefined) throw new Error('axe is not in the page');
      const { violations } = await window.axe.run(selector === undefined ? document : { include: [selector] }, {
        runOnly: rules === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: [...rules] },
        resultTypes: ['violations'],
        // Of style sheets on other origins, which we have none.
        preload: false,
      });
      return violations.map(({ id, help, nodes }) =>
        [`${id}: ${help}`, ...nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`)].join(
          '\n  ',
        ),
      );
    },
    { tags: WCAG, selector: within, rules },
  );
}

/** With a dialog open the page's heading is hidden from assistive technology; the rest holds. */
export async function expectNoBarriers(page: Page, within?: string): Promise<void> {
  expect(await findBarriers(page, within)).toEqual([]);
}

/** The page as it stands, in every theme and size: reachable, no barriers, nothing wider than the screen. */
export async function expectGoodLooks(page: Page): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const { theme, rules } of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      // Who asks for less motion gets none; a colour on its way from one theme to the other would be none of either.
      expect(
        await page.evaluate(() => document.getAnimations().filter((each) => each instanceof CSSTransition).length),
      ).toBe(0);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      // Whoever came by a link sees the heading a moment before the title is there: Next sends it after the page.
      await expect(page).toHaveTitle(/\S/);
      expect(await findBarriers(page, undefined, rules), `${theme}, ${size.width} px`).toEqual([]);
    }
    await expectFits(page);
  }
}

/** Nothing of the page is wider than the screen as it is. */
export async function expectFits(page: Page): Promise<void> {
  const [overflow, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth - window.innerWidth,
    window.innerWidth,
  ]);
  expect(overflow, `wider than ${width} px`).toBeLessThanOrEqual(0);
}
