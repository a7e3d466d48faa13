'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { DENSITY_COOKIE, KEYS_COOKIE, type Preferences, THEME_COOKIE } from './preferences';

interface PreferencesValue extends Preferences {
  readonly change: (change: Partial<Preferences>) => void;
}
const Context = createContext<PreferencesValue | undefined>(undefined);

/** A year: a choice of the screen's look is not asked again. */
const COOKIE_SECONDS = 365 * 24 * 3600;
const keep = (name: string, value: string): void => {
  document.cookie = `${name}=${value}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
};

export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);
  const change = (part: Partial<Preferences>): void => {
    const next = { ...preferences, ...part };
    setPreferences(next);
    keep(THEME_COOKIE, next.theme);
    keep(DENSITY_COOKIE, next.density);
    keep(KEYS_COOKIE, next.singleKeys ? 'on' : 'off');
    const root = document.documentElement;
    if (next.theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = next.theme;
    root.dataset['density'] = next.density;
  };
  return <Context value={{ ...preferences, change }}>{children}</Context>;
}

export function usePreferences(): PreferencesValue {
  const value = useContext(Context);
  if (value === undefined) throw new Error('usePreferences is for what stands inside PreferencesProvider');
  return value;
}
