'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CalendarPlus, CalendarX } from 'lucide-react';
import { useState } from 'react';
import { readInstant } from '@/components/form/local-instant';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { fieldSentence } from '@/components/form/field-words';
import { placeErrors } from '@/components/form/place-errors';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { endLease, extendLease } from '@/lib/client/mutations/leases';
import { environmentQuery } from '@/lib/client/queries/environments';
import type { LeaseDetail, LeaseTerms } from '@/lib/contracts/leases';
import { formatStretch } from '@/components/ui/format-age';
import { LeaseMaintenance, maintenanceWithin } from './lease-maintenance';
import { zoneWords } from './lease-look';
import { draftOf } from './terms-draft';

export function EndLease({ lease }: { readonly lease: LeaseDetail }) {
  const [asked, setAsked] = useState(false);
  const [drops, setDrops] = useState(false);
  const end = useMutation(endLease());
  const request = lease.state === 'asked' || lease.state === 'asked-back';
  const { end: canEnd, dropKeeping } = lease.can;
  // Once it is being ended, what is left to say is that nothing more is to be kept.
  const late = !canEnd.allowed && dropKeeping.allowed;
  const can = late ? dropKeeping : canEnd;
  const keeps = dropKeeping.allowed;
  const drop = late || drops;
  const label = request ? 'Withdraw request' : late ? 'Stop keeping disks' : 'End lease';
  return (
    <>
      <Button disabledReason={can.allowed ? undefined : can.reason} onClick={() => setAsked(true)}>
        <CalendarX aria-hidden />
        {label}
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`${label} ${lease.number}`}
          consequence={
            request
              ? 'Nobody decides over it any more.'
              : keeps && !drop
                ? 'Its guests are asked to power off and its disks are kept. Then its domains are deleted with their disks, and looked for again.'
                : 'Its domains are forced off and deleted with their disks, and looked for again. Nothing of them comes back.'
          }
          confirmLabel={label}
          danger
          pending={end.isPending}
          error={end.error === null ? undefined : errorSentence(end.error)}
          onConfirm={() =>
            end.mutate({ id: lease.id, body: drop ? { keep: false } : {} }, { onSuccess: () => setAsked(false) })
          }
          onClose={() => setAsked(false)}
        >
          {keeps && !late ? (
            <Checkbox
              label="Destroy its disks unkept"
              checked={drops}
              onChange={({ target }) => setDrops(target.checked)}
            />
          ) : null}
        </ConfirmDialog>
      ) : null}
    </>
  );
}

export function ExtendLease({ lease }: { readonly lease: LeaseDetail }) {
  const [asked, setAsked] = useState(false);
  const { extend: can } = lease.can;
  if (lease.approved === null || lease.state === 'ended') return null;
  return (
    <>
      <Button disabledReason={can.allowed ? undefined : can.reason} onClick={() => setAsked(true)}>
        <CalendarPlus aria-hidden />
        Extend
      </Button>
      {asked ? <ExtendDialog lease={lease} approved={lease.approved} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

function ExtendDialog({
  lease,
  approved,
  onClose,
}: {
  readonly lease: LeaseDetail;
  readonly approved: LeaseTerms;
  readonly onClose: () => void;
}) {
  const extend = useMutation(extendLease());
  const { data: environment } = useQuery(environmentQuery(lease.environment.id));
  const [until, setUntil] = useState(() => draftOf(approved).endsAt);
  const [touched, setTouched] = useState(false);
  const endsAt = readInstant(until);
  const sent = placeErrors(extend.error, ['endsAt'] as const);
  const problem =
    endsAt === undefined
      ? 'must be a date and a time'
      : Date.parse(endsAt) <= Date.parse(approved.endsAt)
        ? 'must be later than it ends now'
        : undefined;
  const error = touched && problem !== undefined ? fieldSentence(problem) : sent.at.endsAt;
  const most = environment?.body.daysMax;
  const maintained = maintenanceWithin(lease.maintenances, { ...approved, endsAt: endsAt ?? approved.endsAt });
  return (
    <ConfirmDialog
      title={`Extend lease ${lease.number}`}
      consequence="Where nobody else has the place by then, and its environment is lent for so long, it ends later at once."
      confirmLabel="Extend"
      pending={extend.isPending}
      error={sent.rest}
      disabledReason={problem === undefined ? undefined : 'Say until when, later than now.'}
      onConfirm={() => {
        if (endsAt !== undefined) extend.mutate({ id: lease.id, body: { endsAt } }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <p className="mb-3 text-sm text-muted">Now it is {formatStretch(approved.startsAt, approved.endsAt)}.</p>
      {maintained.length === 0 ? null : (
        <Banner kind="warning" className="mb-3">
          <LeaseMaintenance maintenances={maintained} />
        </Banner>
      )}
      <Field
        label="Until"
        error={error}
        hint={`${most === undefined ? '' : `${most} day${most === 1 ? '' : 's'} after its start at most. `}${zoneWords()}`}
      >
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={until}
            onChange={({ target }) => {
              setUntil(target.value);
              setTouched(true);
              // What was said to another time is said no more.
              extend.reset();
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
