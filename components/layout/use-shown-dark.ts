'use client';
import { useMedia } from '@/components/table/use-media';
import { usePreferences } from './preferences-context';

/** Is the screen dark now, by choice or because the system is? What offers the other theme has to know what is shown. */
export function useShownDark(): boolean {
  const { theme } = usePreferences();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  return theme === 'system' ? systemDark : theme === 'dark';
}
