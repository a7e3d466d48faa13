'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, Bell, Menu, Moon, Rows3, Search, Sun, TriangleAlert } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { PageLink } from '@/components/ui/page-link';
import { alarmsQuery } from '@/lib/client/queries/alarms';
import { inboxQuery } from '@/lib/client/queries/lease-notices';
import { migrationsQuery } from '@/lib/client/queries/migrations';
import { sessionQuery } from '@/lib/client/queries/session';
import { pages } from '@/lib/utils/paths';
import { Freshness } from './freshness';
import { MOVING, OPEN_ALARMS, UNREAD } from './header-filters';
import { usePreferences } from './preferences-context';
import { showOverlay } from './ui-commands';
import { useShownDark } from './use-shown-dark';
import { UserMenu } from './user-menu';

/** Top of every page: where one is, search, what moves, what is wrong, how old the screen is. */
export function Header({ testbedName }: { testbedName: string }) {
  const preferences = usePreferences();
  const dark = useShownDark();
  const compact = preferences.density === 'compact';
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-3">
      <IconButton label="Pages" className="lg:hidden" onClick={() => showOverlay('navigation')}>
        <Menu aria-hidden />
      </IconButton>
      <PageLink href={pages.testbed()} className="flex min-w-0 items-baseline gap-2 rounded-sm px-1">
        <span className="font-semibold">Gridbox</span>
        <span className="truncate text-sm text-muted max-sm:hidden">{testbedName}</span>
      </PageLink>
      <OwnVos />
      <button
        type="button"
        onClick={() => showOverlay('palette')}
        className="mx-auto flex h-8 w-full max-w-md min-w-8 shrink items-center gap-2 rounded-md border border-edge/60 bg-canvas px-2.5 text-sm text-faint hover:bg-hover max-sm:ml-auto max-sm:mr-0 max-sm:w-8"
        aria-keyshortcuts="Control+K"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="grow truncate text-left max-sm:sr-only">Search and commands</span>
        <span aria-hidden className="max-sm:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
      </button>
      <Moving />
      <Warnings />
      <Told />
      {/* As wide as its longest words: the search box must not move with every second. */}
      <Freshness className="min-w-32 px-1 text-right max-md:hidden" />
      <IconButton
        label={compact ? 'Use comfortable rows' : 'Use compact rows'}
        className="max-md:hidden"
        onClick={() => preferences.change({ density: compact ? 'comfortable' : 'compact' })}
      >
        <Rows3 aria-hidden />
      </IconButton>
      <IconButton
        label={dark ? 'Use the light theme' : 'Use the dark theme'}
        className="max-md:hidden"
        onClick={() => preferences.change({ theme: dark ? 'light' : 'dark' })}
      >
        {dark ? <Sun aria-hidden /> : <Moon aria-hidden />}
      </IconButton>
      <UserMenu />
    </header>
  );
}

/** A reader who is bound to VOs is told so on every page: what is not listed may exist all the same. */
function OwnVos() {
  const { data: session } = useQuery(sessionQuery());
  if (session === undefined || session.vos === null) return null;
  const vos = session.vos.join(', ');
  return (
    <span title={`You see ${vos} only`} className="max-w-48 min-w-0 truncate text-xs text-muted max-sm:hidden">
      You see {vos} only
    </span>
  );
}

const pill =
  'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-xs font-medium whitespace-nowrap hover:bg-hover';

function Moving() {
  const { data } = useQuery(migrationsQuery(MOVING));
  const count = data?.total ?? 0;
  return (
    <PageLink href={pages.migrations()} className={cn(pill, count === 0 ? 'text-muted' : 'text-moving')}>
      <ArrowLeftRight aria-hidden className="size-3.5" />
      {count} <span className="max-sm:sr-only">moving</span>
    </PageLink>
  );
}

/** What one was told of leases and has not read. */
function Told() {
  const { data: session } = useQuery(sessionQuery());
  const reads = session?.scopes.includes('leases:read') === true;
  const { data } = useQuery({ ...inboxQuery(UNREAD), enabled: reads });
  if (!reads) return null;
  const count = data?.unread ?? 0;
  return (
    <PageLink
      href={pages.inbox()}
      aria-label={count === 0 ? 'Inbox' : `Inbox, ${count} unread`}
      className={cn(pill, count === 0 ? 'text-muted' : 'text-accent')}
    >
      <Bell aria-hidden className="size-3.5" />
      {count === 0 ? null : count}
    </PageLink>
  );
}

function Warnings() {
  const { data } = useQuery(alarmsQuery(OPEN_ALARMS));
  const count = data?.total ?? 0;
  return (
    <PageLink href={pages.alarms()} className={cn(pill, count === 0 ? 'text-muted' : 'text-trouble')}>
      <TriangleAlert aria-hidden className="size-3.5" />
      {count} <span className="max-sm:sr-only">{count === 1 ? 'alarm' : 'alarms'}</span>
    </PageLink>
  );
}
