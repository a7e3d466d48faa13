'use client';
import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { PageLink } from '@/components/ui/page-link';
import { alarmsQuery } from '@/lib/client/queries/alarms';
import { leasesQuery } from '@/lib/client/queries/leases';
import { sessionQuery } from '@/lib/client/queries/session';
import { pages } from '@/lib/utils/paths';
import { isCurrent, navItemsFor } from './nav-items';
import { OPEN_ALARMS, TO_DECIDE } from './header-filters';

interface Count {
  readonly count: number;
  readonly words: string;
  readonly tone: string;
}

/** The list of pages; the same in the sidebar and in the phone's drawer. */
export function Nav({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const path = usePathname();
  const { data: session } = useQuery(sessionQuery());
  const { data: alarms } = useQuery(alarmsQuery(OPEN_ALARMS));
  const decides = session?.scopes.includes('leases:approve') === true;
  const { data: requests } = useQuery({ ...leasesQuery(TO_DECIDE), enabled: decides });
  const counts: Readonly<Record<string, Count>> = {
    [pages.alarms()]: { count: alarms?.total ?? 0, words: 'open', tone: 'bg-trouble/12 text-trouble' },
    [pages.leases()]: { count: requests?.total ?? 0, words: 'to decide', tone: 'bg-accent-soft text-ink' },
  };
  return (
    <nav aria-label="Pages">
      <ul className="grid gap-0.5">
        {navItemsFor(session?.scopes).map((item) => {
          const current = isCurrent(item, path);
          const Icon = item.icon;
          const told = counts[item.href];
          return (
            <li key={item.href}>
              <PageLink
                href={item.href}
                aria-current={current ? 'page' : undefined}
                onClick={() => onNavigate?.()}
                className={cn(
                  'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm outline-offset-0',
                  current ? 'bg-accent-soft font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                <span className="grow truncate">{item.label}</span>
                {told === undefined || told.count === 0 ? null : (
                  <span className={cn('rounded-sm px-1.5 text-xs font-medium', told.tone)}>
                    {told.count}
                    <span className="sr-only"> {told.words}</span>
                  </span>
                )}
              </PageLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
