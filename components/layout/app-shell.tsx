'use client';
import type { ReactNode } from 'react';
import { DomainActionsProvider } from '@/components/domains/domain-actions';
import { CommandPalette } from './command-palette';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { LiveStream } from './live-stream';
import { Nav } from './nav';
import { NavDrawer } from './nav-drawer';
import { PasswordGate } from './password-gate';
import { usePreferences } from './preferences-context';
import { ShortcutsDialog } from './shortcuts-dialog';
import { useGlobalKeys } from './use-global-keys';

/** What stands around every page of a signed-in reader. */
export function AppShell({ testbedName, children }: { testbedName: string; children: ReactNode }) {
  const { singleKeys } = usePreferences();
  useGlobalKeys({ singleKeys });
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-3 py-2 text-sm font-medium text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <LiveStream />
      <Header testbedName={testbedName} />
      <div className="flex">
        <aside className="sticky top-12 hidden h-[calc(100dvh-48px)] w-48 shrink-0 overflow-y-auto border-r border-line p-2 lg:block">
          <Nav />
        </aside>
        <main id="main" tabIndex={-1} className="min-w-0 grow p-4 outline-none lg:px-6">
          <PasswordGate>
            <DomainActionsProvider>{children}</DomainActionsProvider>
          </PasswordGate>
        </main>
      </div>
      <NavDrawer />
      <CommandPalette />
      <ShortcutsDialog />
      <ConnectionBanner />
    </>
  );
}
