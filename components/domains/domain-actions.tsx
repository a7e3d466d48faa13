'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { MigrateDialog } from '@/components/migrate/migrate-dialog';
import type { ActionItem } from '@/components/ui/action-item';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { ActionMenu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { errorSentence } from '@/components/status/view-states';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { actOnDomain } from '@/lib/client/mutations/domains';
import { testbedQuery } from '@/lib/client/queries/testbed';
import { VERB_LABELS } from '@/lib/domain/domain-actions';
import { ConfirmAction } from './confirm-action';
import { DeleteDomainDialog } from './delete-domain-dialog';
import type { VerbLook } from './domain-verbs';
import { type ActionTarget, slotVerbs, verbItems } from './verb-items';

interface DomainActions {
  /** Entries for a menu, row or tile; their shortcuts are honoured by whoever has the focus. */
  readonly itemsFor: (target: ActionTarget) => ActionItem[];
  /** Opens the migration dialog, with a host chosen already where the domain was dropped on it. */
  readonly migrate: (target: Pick<ActionTarget, 'id' | 'name' | 'hostName'>, targetHostId?: string) => void;
}
const Context = createContext<DomainActions | undefined>(undefined);

type Asked =
  | { readonly kind: 'delete'; readonly target: Pick<ActionTarget, 'id' | 'name'> }
  | { readonly kind: 'confirm'; readonly target: ActionTarget; readonly look: VerbLook }
  | {
      readonly kind: 'migrate';
      readonly target: Pick<ActionTarget, 'id' | 'name' | 'hostName'>;
      readonly targetHostId: string | undefined;
    };

/** Stands around all pages, so that a dialog outlives the row it was opened from. */
export function DomainActionsProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const act = useMutation({
    ...actOnDomain(),
    onSuccess: ({ operation }) => {
      rememberOwnOperation(operation.id);
      setAsked(undefined);
    },
    onError: (error, command) => {
      // With a dialog open the sentence stands in it; there are never two.
      if (asked?.kind !== 'confirm') toast.failed(`${VERB_LABELS[command.verb]}: ${errorSentence(error)}`);
    },
  });
  const run = (target: ActionTarget, look: VerbLook, reason?: string): void => {
    if (look.verb === 'migrate' || look.verb === 'delete') return;
    act.mutate({ id: target.id, verb: look.verb, reason, idempotencyKey: newIdempotencyKey() });
  };
  const choose = (target: ActionTarget, look: VerbLook): void => {
    act.reset();
    if (look.verb === 'migrate') setAsked({ kind: 'migrate', target, targetHostId: undefined });
    else if (look.verb === 'delete') setAsked({ kind: 'delete', target });
    else if (look.confirm === undefined) run(target, look);
    else setAsked({ kind: 'confirm', target, look });
  };
  const migrate = useCallback<DomainActions['migrate']>(
    (target, targetHostId) => setAsked({ kind: 'migrate', target, targetHostId }),
    [],
  );
  const client = useQueryClient();
  // From what has been read already: a name in a sentence is worth no request.
  const hostName = (id: string): string | undefined =>
    client.getQueryData(testbedQuery().queryKey)?.hosts.find((host) => host.id === id)?.name;
  const value: DomainActions = {
    itemsFor: (target) => verbItems(target, (look) => choose(target, look), hostName),
    migrate,
  };
  return (
    <Context value={value}>
      {children}
      {asked?.kind === 'confirm' ? (
        <ConfirmAction
          target={asked.target}
          look={asked.look}
          pending={act.isPending}
          error={act.isError ? errorSentence(act.error) : undefined}
          onConfirm={(reason) => run(asked.target, asked.look, reason)}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
      {asked?.kind === 'delete' ? (
        <DeleteDomainDialog key={asked.target.id} domain={asked.target} onClose={() => setAsked(undefined)} />
      ) : null}
      {asked?.kind === 'migrate' ? (
        <MigrateDialog
          key={asked.target.id}
          domain={asked.target}
          targetHostId={asked.targetHostId}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </Context>
  );
}

export function useDomainActions(): DomainActions {
  const value = useContext(Context);
  if (value === undefined) throw new Error('useDomainActions is for what stands inside DomainActionsProvider');
  return value;
}

/**
 * Wide enough for the longer of the two verbs of a slot, so that its neighbours stand still when they change. On a phone
 * and in the side panel the icons are left out: all slots and the menu fit in one line.
 */
const SLOT_WIDTHS = [
  'min-w-31 max-sm:min-w-26 in-[aside]:min-w-26',
  'min-w-26 max-sm:min-w-20 in-[aside]:min-w-20',
  'max-sm:min-w-20 in-[aside]:min-w-20',
];
const SLOT = 'max-sm:px-2 in-[aside]:px-2 max-sm:[&_svg]:hidden in-[aside]:[&_svg]:hidden';

/** Buttons for what is usual in the domain's state, and a menu with everything. A disabled one says why. */
export function DomainActionButtons({ domain }: { domain: ActionTarget & { readonly state: string } }) {
  const items = useDomainActions().itemsFor(domain);
  return (
    <div className="flex items-center gap-2">
      {slotVerbs(domain.state).map((verb, slot) => {
        const item = items.find((each) => each.id === verb);
        const Icon = item?.icon;
        return (
          <Button
            // Keyed by its slot, not its verb: the button stays the same one when the verb changes.
            key={SLOT_WIDTHS[slot]}
            className={cn(SLOT_WIDTHS[slot], SLOT)}
            disabledReason={item?.disabledReason}
            onClick={() => item?.onSelect()}
          >
            {Icon === undefined ? null : <Icon aria-hidden />}
            {item?.label ?? VERB_LABELS[verb]}
          </Button>
        );
      })}
      <ActionMenu
        heading={domain.name}
        items={items}
        trigger={
          <IconButton label={`All actions on ${domain.name}`} variant="secondary">
            <MoreHorizontal aria-hidden />
          </IconButton>
        }
      />
    </div>
  );
}
