'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { FirstPassword } from '@/components/account/first-password';
import { DomainActionsProvider } from '@/components/domains/domain-actions';
import { sessionQuery } from '@/lib/client/queries/session';
import { CommandPalette } from './command-palette';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { LiveStream } from './live-stream';
import { Nav } from './nav';
import { navItemsFor } from './nav-items';
import { NavDrawer } from './nav-drawer';
import { usePreferences } from './preferences-context';
import { ShortcutsDialog } from './shortcuts-dialog';
import { useGlobalKeys } from './use-global-keys';

/** What stands around every page. Until a one-time password is changed there is one thing to do: the API refuses the rest. */
export function AppShell({ testbedName, children }: { testbedName: string; children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery());
  if (session?.mustChangePassword === true) {
    return (
      <main className="p-4">
        <FirstPassword />
      </main>
    );
  }
  return <Shell testbedName={testbedName}>{children}</Shell>;
}

function Shell({ testbedName, children }: { testbedName: string; children: ReactNode }) {
  const { singleKeys } = usePreferences();
  const { data: session } = useQuery(sessionQuery());
  const items = useMemo(() => navItemsFor(session?.scopes), [session?.scopes]);
  useGlobalKeys({ singleKeys, items });
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
          <DomainActionsProvider>{children}</DomainActionsProvider>
        </main>
      </div>
      <NavDrawer />
      <CommandPalette />
      <ShortcutsDialog />
      <ConnectionBanner />
    </>
  );
}
