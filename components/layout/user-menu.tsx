'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleUser, Keyboard, LogOut, Monitor, Moon, Rows3, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { ActionMenu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { errorSentence } from '@/components/status/view-states';
import { signOut } from '@/lib/client/mutations/session';
import { sessionQuery } from '@/lib/client/queries/session';
import { USER_ROLE_LABELS } from '@/lib/domain/access';
import { pages } from '@/lib/utils/paths';
import { initialsOf } from './initials';
import type { Theme } from './preferences';
import { usePreferences } from './preferences-context';
import { showOverlay } from './ui-commands';

const NEXT_THEME: Record<Theme, { next: Theme; label: string; icon: typeof Sun }> = {
  system: { next: 'light', label: 'Theme: as the system', icon: Monitor },
  light: { next: 'dark', label: 'Theme: light', icon: Sun },
  dark: { next: 'system', label: 'Theme: dark', icon: Moon },
};

/** Who is signed in; account, look of the screen, sign out. */
export function UserMenu() {
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery());
  const preferences = usePreferences();
  const leave = useMutation({
    ...signOut(),
    onSuccess: () => window.location.assign(pages.login()),
    onError: (error) => toast.failed(errorSentence(error)),
  });
  const theme = NEXT_THEME[preferences.theme];
  const compact = preferences.density === 'compact';
  return (
    <ActionMenu
      heading={
        session === undefined ? undefined : `${session.name} · ${USER_ROLE_LABELS[session.role]}${vosOf(session.vos)}`
      }
      trigger={
        <Button variant="ghost">
          {session === undefined ? <CircleUser aria-hidden /> : <span aria-hidden>{initialsOf(session.name)}</span>}
          <span className="sr-only">{session === undefined ? 'Account' : `Account of ${session.name}`}</span>
        </Button>
      }
      items={[
        { id: 'account', label: 'Account and tokens', icon: CircleUser, onSelect: () => router.push(pages.account()) },
        {
          id: 'theme',
          label: theme.label,
          icon: theme.icon,
          startsGroup: true,
          onSelect: () => preferences.change({ theme: theme.next }),
        },
        {
          id: 'density',
          label: compact ? 'Rows: compact' : 'Rows: comfortable',
          icon: Rows3,
          onSelect: () => preferences.change({ density: compact ? 'comfortable' : 'compact' }),
        },
        {
          id: 'shortcuts',
          label: 'Keyboard shortcuts',
          icon: Keyboard,
          shortcut: '?',
          onSelect: () => showOverlay('shortcuts'),
        },
        { id: 'sign-out', label: 'Sign out', icon: LogOut, startsGroup: true, onSelect: () => leave.mutate() },
      ]}
    />
  );
}

const vosOf = (vos: readonly string[] | null): string => (vos === null ? '' : ` · ${vos.join(', ')}`);
