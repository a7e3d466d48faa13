'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { TooltipProvider } from '@/components/ui/tooltip';
import { createQueryClient } from '@/lib/client/query-client';
import type { Preferences } from './preferences';
import { PreferencesProvider, usePreferences } from './preferences-context';
import { goToLogin } from './go-to-login';

/** Everything a page stands in that is not on screen. */
export function Providers({
  preferences,
  nonce,
  children,
}: {
  preferences: Preferences;
  nonce: string | undefined;
  children: ReactNode;
}) {
  const [client] = useState(() => createQueryClient({ onSignedOut: goToLogin }));
  return (
    <CSPProvider disableStyleElements {...(nonce === undefined ? {} : { nonce })}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <PreferencesProvider initial={preferences}>
            <TooltipProvider>{children}</TooltipProvider>
            <Notes />
          </PreferencesProvider>
        </NuqsAdapter>
      </QueryClientProvider>
    </CSPProvider>
  );
}

function Notes() {
  const { theme } = usePreferences();
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      closeButton
      containerAriaLabel="Notes"
      toastOptions={{ className: 'font-sans' }}
    />
  );
}
