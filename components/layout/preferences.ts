/** What a reader chose for this browser: kept in cookies, so that the server's first paint is already right. Pure. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

export const THEME_COOKIE = 'gridbox-theme';
export const DENSITY_COOKIE = 'gridbox-density';
export const KEYS_COOKIE = 'gridbox-single-keys';

export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  /** Single-key shortcuts, which WCAG 2.1.4 asks to be able to switch off. */
  readonly singleKeys: boolean;
}

/** Reads cookies; anything unknown is the default. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie(THEME_COOKIE);
  const density = cookie(DENSITY_COOKIE);
  return {
    theme: THEMES.find((each) => each === theme) ?? 'system',
    density: DENSITIES.find((each) => each === density) ?? 'comfortable',
    singleKeys: cookie(KEYS_COOKIE) !== 'off',
  };
}
