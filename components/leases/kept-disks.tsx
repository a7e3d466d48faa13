'use client';
import { useMutation } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Bytes } from '@/components/ui/figures';
import { formatMoment } from '@/components/ui/format-age';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { removeKeptDisk } from '@/lib/client/mutations/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { KeptDisk, LeaseDetail } from '@/lib/contracts/leases';
import { api } from '@/lib/utils/paths';

const KEEPING_WORDS = {
  waiting: 'to be kept',
  copying: 'is being kept',
  done: 'kept',
  'given-up': 'not kept',
};

/** What the end of a lease keeps: how far it is, and what can be fetched until when. */
export function KeptDisks({ lease: { kept, keepings, atEnd } }: { readonly lease: LeaseDetail }) {
  const refused = useScopeRefusal('leases:request');
  const open = keepings.filter(({ state }) => state !== 'done');
  return (
    <section aria-label="Kept disks" className="min-w-0 max-w-3xl">
      <h2 className="mb-2 text-base font-semibold">Kept disks</h2>
      {atEnd !== 'snapshot' ? null : (
        <p className="mb-2 text-sm text-muted">
          Snapshots: later requests of its VO for the same image may start from them.
        </p>
      )}
      {open.length === 0 ? null : (
        <ul aria-label="Not kept yet" className="mb-2 divide-y divide-line border-y border-line text-sm">
          {open.map(({ domainName, state, words }) => (
            <li key={domainName} className="py-1.5">
              {domainName}: {KEEPING_WORDS[state]}
              {words === null ? '' : `. ${words}`}
            </li>
          ))}
        </ul>
      )}
      {kept.length === 0 ? (
        open.length === 0 ? (
          <p className="text-sm text-muted">Its domains had no disk of their own.</p>
        ) : null
      ) : (
        <ul aria-label="Disks that are kept" className="divide-y divide-line border-y border-line text-sm">
          {kept.map((disk) => (
            <Disk key={disk.id} disk={disk} refused={refused} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Disk({ disk, refused }: { readonly disk: KeptDisk; readonly refused: string | undefined }) {
  const { id, domainName, target, hostName, simulated, bytes, capacityBytes, sha512, keptUntil, goneAt } = disk;
  const name = `${domainName} ${target}`;
  return (
    <li className="grid gap-0.5 py-1.5">
      <span className="flex flex-wrap items-center gap-x-3">
        <span className="min-w-0 break-words">{name}</span>
        <span className="text-muted">of {hostName}</span>
        {bytes === null ? null : <Bytes bytes={bytes} className="text-muted" />}
        {simulated ? <SimulatedLabel /> : null}
        {goneAt !== null ? (
          <span className="text-muted">
            removed <Age at={goneAt} />
          </span>
        ) : (
          <>
            {simulated || refused !== undefined ? null : (
              <a
                href={api.readKeptDisk(id)}
                download
                aria-label={`Download ${name}`}
                className="inline-flex items-center gap-1 rounded-sm text-accent hover:underline"
              >
                <Download aria-hidden className="size-3.5" />
                Download
              </a>
            )}
            <Remove id={id} name={name} refused={refused} />
          </>
        )}
      </span>
      <span className="text-xs text-muted">
        {simulated ? 'A simulated disk has no content: there is nothing to fetch. ' : ''}
        {capacityBytes === null ? null : (
          <>
            A disk of <Bytes bytes={capacityBytes} />
            {goneAt === null ? ', kept' : ', was kept'} until {formatMoment(keptUntil)}
          </>
        )}
      </span>
      {sha512 === null ? null : (
        <code className="truncate font-mono text-xs text-muted" title={sha512}>
          SHA-512 {sha512}
        </code>
      )}
    </li>
  );
}

export function Remove({
  id,
  name,
  refused,
}: {
  readonly id: string;
  readonly name: string;
  readonly refused: string | undefined;
}) {
  const [asked, setAsked] = useState(false);
  const remove = useMutation(removeKeptDisk());
  return (
    <>
      <Button
        aria-label={`Remove ${name}`}
        disabledReason={refused}
        onClick={() => {
          remove.reset();
          setAsked(true);
        }}
      >
        <Trash2 aria-hidden />
        Remove
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`Remove ${name}`}
          consequence="The file is removed before its time, and cannot be fetched any more."
          confirmLabel="Remove"
          danger
          pending={remove.isPending}
          error={remove.error === null ? undefined : errorSentence(remove.error)}
          onConfirm={() => remove.mutate(id, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}
