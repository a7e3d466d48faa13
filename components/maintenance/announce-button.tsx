'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { fieldSentence } from '@/components/form/field-words';
import { placeErrors } from '@/components/form/place-errors';
import { zoneWords } from '@/components/leases/lease-look';
import { readInstant, toLocalInput } from '@/components/form/local-instant';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { announceMaintenance } from '@/lib/client/mutations/maintenances';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { hostId as readHostId } from '@/lib/domain/ids';
import { MAINTENANCE_MINUTES_MAX } from '@/lib/domain/maintenance';
import { pages } from '@/lib/utils/paths';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

interface Host {
  readonly id: string;
  readonly name: string;
}

/** Announces work on a host to those whose domains are there. */
export function AnnounceMaintenance({ host }: { readonly host: Host }) {
  const refused = useScopeRefusal('leases:approve');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button disabledReason={refused} onClick={() => setAsked(true)}>
        Announce maintenance
      </Button>
      {asked ? <AnnounceDialog host={host} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

const FIELDS = ['startsAt', 'lengthMinutes', 'deferrableUntilAt', 'answersDueAt', 'reason'] as const;
const MINUTES_PER_HOUR = HOUR_MS / MINUTE_MS;

function AnnounceDialog({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => ({
    startsAt: toLocalInput(new Date(Date.now() + DAY_MS).toISOString()),
    hours: '2',
    deferrableUntilAt: '',
    answersDueAt: '',
    reason: '',
  }));
  const send = useMutation(announceMaintenance());
  const sent = placeErrors(send.error, FIELDS);
  const set = (name: keyof typeof draft) => (event: { readonly target: { readonly value: string } }) => {
    setDraft({ ...draft, [name]: event.target.value });
    // What was said to other terms is said no more.
    send.reset();
  };
  const startsAt = readInstant(draft.startsAt);
  const minutes = Math.round(Number(draft.hours) * MINUTES_PER_HOUR);
  const badLength = !(minutes >= 1 && minutes <= MAINTENANCE_MINUTES_MAX);
  return (
    <ConfirmDialog
      title={`Announce maintenance of ${host.name}`}
      consequence="Every VO that has a domain there, or a lease that may use this host alone, is told and may answer; silence counts as consent. Nothing is moved by it."
      confirmLabel="Announce"
      pending={send.isPending}
      error={sent.rest}
      disabledReason={
        startsAt === undefined
          ? 'Say when it begins.'
          : badLength
            ? 'Say how many hours it takes.'
            : draft.reason.trim() === ''
              ? 'Say what is done.'
              : undefined
      }
      onConfirm={() => {
        if (startsAt === undefined) return;
        const deferrableUntilAt = readInstant(draft.deferrableUntilAt);
        const answersDueAt = readInstant(draft.answersDueAt);
        send.mutate(
          {
            hostId: readHostId(host.id),
            startsAt,
            lengthMinutes: minutes,
            ...(deferrableUntilAt === undefined ? {} : { deferrableUntilAt }),
            ...(answersDueAt === undefined ? {} : { answersDueAt }),
            reason: draft.reason.trim(),
          },
          { onSuccess: ({ id }) => router.push(pages.maintenance(id)) },
        );
      }}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field label="Begins" error={sent.at.startsAt} hint={zoneWords()}>
          {(control) => <Input {...control} type="datetime-local" value={draft.startsAt} onChange={set('startsAt')} />}
        </Field>
        <Field
          label="Expected length in hours"
          error={badLength ? fieldSentence('must be a minute at least, and 30 days at most') : sent.at.lengthMinutes}
        >
          {(control) => <Input {...control} inputMode="decimal" value={draft.hours} onChange={set('hours')} />}
        </Field>
        <Field
          label="May be put off to"
          optional
          error={sent.at.deferrableUntilAt}
          hint="The latest begin that a VO may ask for; left out: it cannot be put off"
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={draft.deferrableUntilAt}
              onChange={set('deferrableUntilAt')}
            />
          )}
        </Field>
        <Field label="Answers by" optional error={sent.at.answersDueAt} hint="Left out: when it begins">
          {(control) => (
            <Input {...control} type="datetime-local" value={draft.answersDueAt} onChange={set('answersDueAt')} />
          )}
        </Field>
        <Field label="What is done" error={sent.at.reason} hint="Told to the VOs">
          {(control) => <Input {...control} value={draft.reason} onChange={set('reason')} />}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
