import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { readPreferences } from '@/components/layout/preferences';
import { Providers } from '@/components/layout/providers';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Gridbox', template: '%s · Gridbox' },
  description: 'Browse, run and live-migrate the domains of a virtualized LCG testbed.',
};
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const preferences = readPreferences((name) => jar.get(name)?.value);
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={preferences.theme === 'system' ? undefined : preferences.theme}
      data-density={preferences.density}
    >
      <body className="min-h-dvh">
        <Providers preferences={preferences} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
