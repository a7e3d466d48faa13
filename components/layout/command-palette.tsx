'use client';
import { useQuery } from '@tanstack/react-query';
import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Boxes, ClipboardList, Cpu, Keyboard, type LucideIcon, Moon, Rows3, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { errorSentence } from '@/components/status/view-states';
import { searchQuery } from '@/lib/client/queries/search';
import { sessionQuery } from '@/lib/client/queries/session';
import type { SearchResult } from '@/lib/contracts/testbed';
import { pages } from '@/lib/utils/paths';
import { navItemsFor } from './nav-items';
import { usePreferences } from './preferences-context';
import { showOverlay, useOverlay } from './ui-commands';
import { useShownDark } from './use-shown-dark';

type Found = SearchResult['items'][number];
const KINDS: Record<Found['kind'], { icon: LucideIcon; heading: string; page: (id: string) => string }> = {
  domain: { icon: Boxes, heading: 'Domains', page: pages.domain },
  host: { icon: Cpu, heading: 'Hosts', page: pages.host },
  operation: { icon: ClipboardList, heading: 'Operations', page: pages.operation },
};

/** Ctrl-K: any domain, host, operation, page or setting by its name. */
export function CommandPalette() {
  const open = useOverlay() === 'palette';
  return (
    <Base.Root open={open} onOpenChange={(next) => showOverlay(next ? 'palette' : undefined)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          aria-label="Search and commands"
          className="fixed top-[12dvh] left-1/2 z-40 w-[calc(100vw-32px)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-pop outline-none"
        >
          <Palette />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Palette() {
  const router = useRouter();
  const [words, setWords] = useState('');
  // Typing is never held up by the answers: they follow when there is time.
  const asked = useDeferredValue(words);
  const found = useQuery(searchQuery(asked));
  const { data: session } = useQuery(sessionQuery());
  const preferences = usePreferences();
  const leave = (act: () => void) => () => {
    showOverlay(undefined);
    act();
  };
  const matches = (label: string): boolean => label.toLowerCase().includes(words.trim().toLowerCase());
  const items = words.trim() === '' ? [] : (found.data?.items ?? []);
  const goals = navItemsFor(session?.scopes).filter((item) => matches(item.label));
  const dark = useShownDark();
  const compact = preferences.density === 'compact';
  const commands = [
    {
      label: dark ? 'Use the light theme' : 'Use the dark theme',
      icon: Moon,
      act: () => preferences.change({ theme: dark ? 'light' : 'dark' }),
    },
    {
      label: compact ? 'Use comfortable rows' : 'Use compact rows',
      icon: Rows3,
      act: () => preferences.change({ density: compact ? 'comfortable' : 'compact' }),
    },
    { label: 'Show keyboard shortcuts', icon: Keyboard, act: () => showOverlay('shortcuts') },
  ].filter((command) => matches(command.label));

  return (
    <Command shouldFilter={false} label="Search and commands" loop>
      <div className="flex items-center gap-2 border-b border-line px-4">
        <Search aria-hidden className="size-4 text-faint" />
        <Command.Input
          value={words}
          onValueChange={setWords}
          placeholder="Find a domain, host, operation or page"
          className="h-12 grow bg-transparent text-base outline-none placeholder:text-faint"
        />
      </div>
      <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
        {found.isError ? <p className="px-2 py-3 text-sm text-trouble">{errorSentence(found.error)}</p> : null}
        {items.length + goals.length + commands.length > 0 ? null : (
          <p className="px-2 py-6 text-center text-sm text-muted">
            {found.isFetching ? 'Looking…' : 'Nothing of that name. A part of the name is enough.'}
          </p>
        )}
        {(['domain', 'host', 'operation'] as const).map((kind) => (
          <Group key={kind} heading={KINDS[kind].heading} empty={!items.some((item) => item.kind === kind)}>
            {items
              .filter((item) => item.kind === kind)
              .map((item) => (
                <Entry
                  key={item.id}
                  id={`${kind}-${item.id}`}
                  icon={KINDS[kind].icon}
                  label={item.name}
                  detail={item.detail}
                  onSelect={leave(() => router.push(KINDS[kind].page(item.id)))}
                />
              ))}
          </Group>
        ))}
        <Group heading="Pages" empty={goals.length === 0}>
          {goals.map((item) => (
            <Entry
              key={item.href}
              id={`page-${item.href}`}
              icon={item.icon}
              label={item.label}
              detail={`g ${item.key}`}
              onSelect={leave(() => router.push(item.href))}
            />
          ))}
        </Group>
        <Group heading="Commands" empty={commands.length === 0}>
          {commands.map((command) => (
            <Entry
              key={command.label}
              id={`command-${command.label}`}
              icon={command.icon}
              label={command.label}
              onSelect={leave(command.act)}
            />
          ))}
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, empty, children }: { heading: string; empty: boolean; children: ReactNode }) {
  if (empty) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

function Entry({
  id,
  icon: Icon,
  label,
  detail,
  onSelect,
}: {
  id: string;
  icon: LucideIcon;
  label: string;
  detail?: string | undefined;
  onSelect: () => void;
}) {
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-faint" />
      <span className="truncate">{label}</span>
      {detail === undefined ? null : <span className="ml-auto truncate pl-4 text-xs text-faint">{detail}</span>}
    </Command.Item>
  );
}
