'use client';
import { useMutation } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { changePool, removePool } from '@/lib/client/mutations/pools';
import type { PoolDetail } from '@/lib/contracts/pools';
import { pages } from '@/lib/utils/paths';
import { poolDraftOf } from './pool-draft';
import { PoolForm } from './pool-form';

export function PoolActions({ pool, onEdit }: { readonly pool: PoolDetail; readonly onEdit: () => void }) {
  const [asked, setAsked] = useState(false);
  const { change, remove } = pool.can;
  return (
    <>
      <Button disabledReason={change.allowed ? undefined : change.reason} onClick={onEdit}>
        <Pencil aria-hidden />
        Edit
      </Button>
      <Button disabledReason={remove.allowed ? undefined : remove.reason} onClick={() => setAsked(true)}>
        <Trash2 aria-hidden />
        Delete…
      </Button>
      {asked ? <Delete pool={pool} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

/** Says what becomes of its domains and of the jobs that ask for it. */
function Delete({ pool, onClose }: { readonly pool: PoolDetail; readonly onClose: () => void }) {
  const router = useRouter();
  const remove = useMutation(removePool());
  const live = pool.slots.filter(({ state }) => state !== 'gone').length;
  const { waiting, running } = pool.counts;
  return (
    <ConfirmDialog
      title={`Delete ${pool.name}`}
      consequence={
        live === 0
          ? 'It has no slot, and goes at once.'
          : `Nothing is booted any more. ${live === 1 ? 'Its slot is' : `Its ${live} slots are`} drained; the domain of each is deleted, and looked for, once its job is over. The pool goes with the last. To take the slots away and keep the pool, switch it off.`
      }
      confirmLabel="Delete pool"
      danger
      pending={remove.isPending}
      error={remove.error === null ? undefined : errorSentence(remove.error)}
      onConfirm={() =>
        remove.mutate(pool.id, {
          onSuccess: ({ gone }) => {
            onClose();
            if (gone) router.push(pages.batch());
          },
        })
      }
      onClose={onClose}
    >
      {waiting + running === 0 ? null : (
        <p className="text-sm">
          {running === 0 ? '' : `${running} running ${running === 1 ? 'job goes' : 'jobs go'} on to the end. `}
          {waiting === 0
            ? ''
            : `${waiting} waiting ${waiting === 1 ? 'job stays' : 'jobs stay'} in the queue of ${pool.system} until somebody cancels them there.`}
        </p>
      )}
      <p className="text-sm text-muted">
        What was measured of its jobs goes with it; the audit and the operations stay.
      </p>
    </ConfirmDialog>
  );
}

export function EditPool({ pool, onClose }: { readonly pool: PoolDetail; readonly onClose: () => void }) {
  const save = useMutation(changePool());
  return (
    <PoolForm
      initial={poolDraftOf(pool)}
      pool={pool}
      saveLabel="Save pool"
      pending={save.isPending}
      error={save.error}
      onSave={({ name: _name, vo: _vo, system: _system, ...body }) =>
        save.mutate({ id: pool.id, body }, { onSuccess: onClose })
      }
      cancel={<Button onClick={onClose}>Keep as it is</Button>}
    />
  );
}
