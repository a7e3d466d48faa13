'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, CircleCheck, LifeBuoy, Pencil, Trash2, Truck, Wrench } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import type { ActionItem } from '@/components/ui/action-item';
import { toast } from '@/components/ui/toast';
import { errorSentence } from '@/components/status/view-states';
import { updateHost } from '@/lib/client/mutations/hosts';
import { planDrain } from '@/lib/client/mutations/plans';
import { hostQuery } from '@/lib/client/queries/hosts';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { HostSummary, UpdateHost } from '@/lib/contracts/hosts';
import { pages } from '@/lib/utils/paths';
import { EditHostDialog } from './edit-host-dialog';
import { HostRecoveryDialog } from './host-recovery-dialog';
import { RemoveHostDialog } from './remove-host-dialog';

/** Menu of a host, the same in the list and on its page; `dialogs` has to be drawn once beside it. */
export function useHostActions(onRemoved?: () => void): {
  readonly itemsFor: (host: HostSummary) => ActionItem[];
  readonly dialogs: ReactNode;
} {
  const refused = useScopeRefusal('hosts:write');
  const [open, setOpen] = useState<
    { readonly what: 'edit' | 'recovery' | 'remove'; readonly host: HostSummary } | undefined
  >();
  const client = useQueryClient();
  const router = useRouter();
  const update = useMutation(updateHost());
  const drain = useMutation(planDrain());
  const change = async (host: HostSummary, body: UpdateHost, done: string) => {
    try {
      // The row carries no version: the newest is asked, so that the switch is made on what is true now.
      const { version } = await client.fetchQuery({ ...hostQuery(host.id), staleTime: 0 });
      await update.mutateAsync({ id: host.id, version, body });
      toast.done(done);
    } catch (error) {
      toast.failed(`${host.name} was not changed`, { detail: errorSentence(error) });
    }
  };
  const close = () => setOpen(undefined);
  return {
    itemsFor: (host) => [
      {
        id: 'maintenance',
        label: host.maintenance ? 'End maintenance' : 'Begin maintenance',
        icon: Wrench,
        disabledReason: refused,
        onSelect: () =>
          void change(
            host,
            { maintenance: !host.maintenance },
            host.maintenance ? `${host.name} takes domains again` : `${host.name} takes no more domains`,
          ),
      },
      {
        id: 'drain',
        label: 'Plan a drain',
        icon: Truck,
        disabledReason: refused,
        onSelect: () =>
          drain.mutate(
            { hostId: host.id, body: {} },
            {
              onSuccess: ({ id }) => router.push(pages.plan(id)),
              onError: (error) => toast.failed(`No plan for ${host.name}`, { detail: errorSentence(error) }),
            },
          ),
      },
      {
        id: 'enabled',
        label: host.status === 'disabled' ? 'Enable' : 'Disable',
        icon: host.status === 'disabled' ? CircleCheck : Ban,
        disabledReason: refused,
        onSelect: () =>
          void change(
            host,
            { enabled: host.status === 'disabled' },
            host.status === 'disabled'
              ? `${host.name} is read again`
              : `${host.name} is left alone; its values grow old`,
          ),
      },
      {
        id: 'edit',
        label: 'Edit…',
        icon: Pencil,
        shortcut: 'e',
        startsGroup: true,
        disabledReason: refused,
        onSelect: () => setOpen({ what: 'edit', host }),
      },
      {
        id: 'recovery',
        label: 'If it is lost…',
        icon: LifeBuoy,
        disabledReason: refused,
        onSelect: () => setOpen({ what: 'recovery', host }),
      },
      {
        id: 'remove',
        label: 'Remove…',
        icon: Trash2,
        danger: true,
        disabledReason: refused,
        onSelect: () => setOpen({ what: 'remove', host }),
      },
    ],
    dialogs:
      open === undefined ? null : open.what === 'edit' ? (
        <EditHostDialog hostId={open.host.id} onClose={close} />
      ) : open.what === 'recovery' ? (
        <HostRecoveryDialog hostId={open.host.id} onClose={close} />
      ) : (
        <RemoveHostDialog host={open.host} onClose={close} onRemoved={onRemoved} />
      ),
  };
}
