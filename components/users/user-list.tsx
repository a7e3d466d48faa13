'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { Ban, CircleCheck, KeyRound, Pencil, Trash2, UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { DataTable } from '@/components/table/data-table';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import type { ActionItem } from '@/components/ui/action-item';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { EmptyState, errorSentence, ForbiddenState } from '@/components/status/view-states';
import { removeUser, updateUser } from '@/lib/client/mutations/users';
import { sessionQuery } from '@/lib/client/queries/session';
import { usersQuery } from '@/lib/client/queries/users';
import type { User } from '@/lib/contracts/access';
import { USER_ROLE_LABELS } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { OneTimePassword, UserDialog } from './user-form';

const column = createColumnHelper<User>();
const COLUMNS: Column<User>[] = [
  column.accessor('name', {
    header: 'Name',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(160px, 2fr)' },
    cell: ({ row: { original } }) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate font-medium" title={original.name}>
          {original.name}
        </span>
        <UserState user={original} />
      </span>
    ),
  }),
  column.accessor('email', { header: 'E-mail', enableSorting: false, meta: { width: 'minmax(200px, 2fr)' } }),
  column.accessor('role', {
    header: 'Role',
    enableSorting: false,
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row }) => USER_ROLE_LABELS[row.original.role],
  }),
  column.accessor('vos', {
    header: 'VOs',
    enableSorting: false,
    meta: { width: 'minmax(100px, 1fr)' },
    cell: ({ row: { original } }) =>
      original.role === 'vo-admin' ? original.vos.join(', ') : <span className="text-faint">all</span>,
  }),
  column.accessor('lastSeenAt', {
    header: 'Last seen',
    enableSorting: false,
    meta: { width: '110px', align: 'end' },
    cell: ({ row }) => <Age at={row.original.lastSeenAt} className="text-xs text-muted" />,
  }),
];

function UserState({ user }: { user: User }) {
  if (user.disabled) {
    return (
      <Badge tone="off" icon={Ban}>
        disabled
      </Badge>
    );
  }
  return user.mustChangePassword ? (
    <Badge tone="paused" icon={KeyRound}>
      one-time password
    </Badge>
  ) : null;
}

const rowName = (user: User) => user.name;
const phoneRow = (user: User) => (
  <div className="grid gap-0.5 text-sm">
    <span className="flex items-center gap-2">
      <span className="truncate font-medium">{user.name}</span>
      <UserState user={user} />
    </span>
    <span className="text-xs text-muted">
      {USER_ROLE_LABELS[user.role]} · {user.email}
    </span>
  </div>
);

type Open =
  | { readonly what: 'add' }
  | { readonly what: 'edit' | 'reset' | 'disable' | 'remove'; readonly user: User }
  | { readonly what: 'password'; readonly user: User; readonly password: string };

/** Accounts: for administrators. */
export function UserList() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(usersQuery(filter));
  const { data: session } = useQuery(sessionQuery());
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const update = useMutation(updateUser());
  const remove = useMutation(removeUser());
  const ask = (next: Open): void => {
    update.reset();
    remove.reset();
    setOpen(next);
  };
  if (AppError.is(result.error, 'forbidden')) {
    return <ForbiddenState asPage>Accounts are made and changed by administrators.</ForbiddenState>;
  }
  const actions = (user: User): ActionItem[] => {
    const self =
      user.id === session?.userId ? 'This is your own account; another administrator can do that.' : undefined;
    return [
      { id: 'edit', label: 'Edit…', icon: Pencil, shortcut: 'e', onSelect: () => ask({ what: 'edit', user }) },
      {
        id: 'reset',
        label: 'Reset password…',
        icon: KeyRound,
        disabledReason: self === undefined ? undefined : 'Change your own password on the account page.',
        onSelect: () => ask({ what: 'reset', user }),
      },
      {
        id: 'disable',
        label: user.disabled ? 'Enable' : 'Disable…',
        icon: user.disabled ? CircleCheck : Ban,
        disabledReason: self,
        onSelect: () => {
          if (user.disabled) update.mutate({ id: user.id, body: { disabled: false } });
          else ask({ what: 'disable', user });
        },
      },
      {
        id: 'remove',
        label: 'Delete account…',
        icon: Trash2,
        danger: true,
        startsGroup: true,
        disabledReason: self,
        onSelect: () => ask({ what: 'remove', user }),
      },
    ];
  };
  const failed = update.error ?? remove.error;
  const confirm = {
    pending: update.isPending || remove.isPending,
    error: failed === null ? undefined : errorSentence(failed),
    onClose: close,
  };
  return (
    <>
      <PageHeader
        title="Users"
        actions={
          <Button variant="primary" onClick={() => ask({ what: 'add' })}>
            <UserPlus aria-hidden />
            Add account
          </Button>
        }
      />
      <DataTable<User>
        name="users"
        label="Users"
        noun={{ one: 'account', many: 'accounts' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        phoneRow={phoneRow}
        onOpen={(user) => ask({ what: 'edit', user })}
        actions={actions}
        empty={
          <EmptyState icon={Users} title="No accounts">
            Everybody who may sign in is listed here.
          </EmptyState>
        }
      />
      {open?.what === 'add' ? <UserDialog user={undefined} onClose={close} /> : null}
      {open?.what === 'edit' ? <UserDialog key={open.user.id} user={open.user} onClose={close} /> : null}
      {open?.what === 'password' ? (
        <OneTimePassword name={open.user.name} password={open.password} onClose={close} />
      ) : null}
      {open?.what === 'reset' ? (
        <ConfirmDialog
          {...confirm}
          title={`Reset the password of ${open.user.name}`}
          consequence="The old password stops working and all sessions end. A one-time password is shown once."
          confirmLabel="Reset password"
          onConfirm={() =>
            update.mutate(
              { id: open.user.id, body: { resetPassword: true } },
              {
                onSuccess: ({ oneTimePassword }) =>
                  oneTimePassword === null
                    ? close()
                    : setOpen({ what: 'password', user: open.user, password: oneTimePassword }),
              },
            )
          }
        />
      ) : null}
      {open?.what === 'disable' ? (
        <ConfirmDialog
          {...confirm}
          title={`Disable ${open.user.name}`}
          consequence="Sessions and tokens of the account stop working until it is enabled again."
          confirmLabel="Disable account"
          onConfirm={() => update.mutate({ id: open.user.id, body: { disabled: true } }, { onSuccess: close })}
        />
      ) : null}
      {open?.what === 'remove' ? (
        <ConfirmDialog
          {...confirm}
          danger
          title={`Delete ${open.user.name}`}
          consequence="The account and its tokens are gone for good. What it did stays in the audit under its name."
          confirmLabel="Delete account"
          onConfirm={() => remove.mutate({ id: open.user.id }, { onSuccess: close })}
        />
      ) : null}
    </>
  );
}
