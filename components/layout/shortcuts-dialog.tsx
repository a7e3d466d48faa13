'use client';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Switch } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { sessionQuery } from '@/lib/client/queries/session';
import { navItemsFor } from './nav-items';
import { usePreferences } from './preferences-context';
import { showOverlay, useOverlay } from './ui-commands';

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [keys: string, does: string])[] }[] =
  [
    {
      title: 'Everywhere',
      keys: [
        ['Ctrl K', 'Search and commands'],
        ['/', 'Search and commands'],
        ['?', 'This list'],
      ],
    },
    {
      title: 'On a domain of the map or of a list',
      keys: [
        ['Enter', 'Show its facts'],
        ['m', 'Migrate'],
        ['s', 'Start'],
        ['d', 'Shut down'],
        ['p', 'Pause'],
        ['r', 'Resume'],
        ['b', 'Reboot'],
        ['Shift F10', 'All actions'],
      ],
    },
    {
      title: 'On the map',
      keys: [
        ['← → ↑ ↓', 'Go to the next tile or host'],
        ['Home End', 'First or last tile of the host'],
        ['Esc', 'Close the panel, or let go of a dragged tile'],
      ],
    },
  ];

/** What the keys do, and the switch that turns the single ones off. */
export function ShortcutsDialog() {
  const open = useOverlay() === 'shortcuts';
  const { singleKeys, change } = usePreferences();
  const { data: session } = useQuery(sessionQuery());
  const goals = navItemsFor(session?.scopes).map((item) => [`g ${item.key}`, item.label] as const);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => showOverlay(next ? 'shortcuts' : undefined)}
      title="Keyboard shortcuts"
      size="lg"
    >
      {/* First, for it has the focus when the dialog opens, which would scroll to it wherever it stood. */}
      <Switch
        className="mb-5"
        label="Single-key shortcuts"
        hint="Switch off if they get in the way of speech input or another tool. Ctrl K stays."
        checked={singleKeys}
        onChange={(event) => change({ singleKeys: event.target.checked })}
      />
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {[...GROUPS, { title: 'Go to', keys: goals }].map((group) => (
          <section key={group.title}>
            <h3 className="mb-2 text-sm font-semibold">{group.title}</h3>
            <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-3 gap-y-1.5 text-sm">
              {group.keys.map(([keys, does]) => (
                <Fragment key={keys}>
                  <dt className="flex gap-1">
                    {keys.split(' ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd className="text-muted">{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
