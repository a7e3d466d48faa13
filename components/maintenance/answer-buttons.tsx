'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { placeErrors } from '@/components/form/place-errors';
import { readInstant, toLocalInput } from '@/components/form/local-instant';
import { useSettled } from '@/components/form/use-settled';
import { zoneWords } from '@/components/leases/lease-look';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formatStretch } from '@/components/ui/format-age';
import { Input } from '@/components/ui/input';
import { answerMaintenance } from '@/lib/client/mutations/maintenances';
import { foreseenMaintenanceQuery } from '@/lib/client/queries/maintenances';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { ForeseenTouches } from './foreseen-touches';

type Told = Maintenance['vos'][number];

/** Consent for a VO, or put it off once; nothing where neither can be any more. Who consented may put it off still, and not consent again. */
export function AnswerButtons({ maintenance, told }: { readonly maintenance: Maintenance; readonly told: Told }) {
  const [asked, setAsked] = useState<'consent' | 'defer'>();
  const { consent, defer } = told.can;
  if (!consent.allowed && !defer.allowed) return null;
  return (
    <span className="flex flex-wrap gap-1 pt-1">
      {told.standing === 'consents' ? null : (
        <Button
          aria-label={`Consent for ${told.vo} to the maintenance of ${maintenance.hostName}`}
          disabledReason={consent.allowed ? undefined : consent.reason}
          onClick={() => setAsked('consent')}
        >
          Consent
        </Button>
      )}
      <Button
        aria-label={`Put off for ${told.vo} the maintenance of ${maintenance.hostName}`}
        disabledReason={defer.allowed ? undefined : defer.reason}
        onClick={() => setAsked('defer')}
      >
        Put off
      </Button>
      {asked === 'consent' ? (
        <ConsentDialog maintenance={maintenance} told={told} onClose={() => setAsked(undefined)} />
      ) : null}
      {asked === 'defer' ? (
        <DeferDialog maintenance={maintenance} told={told} onClose={() => setAsked(undefined)} />
      ) : null}
    </span>
  );
}

interface DialogProps {
  readonly maintenance: Maintenance;
  readonly told: Told;
  readonly onClose: () => void;
}

function ConsentDialog({ maintenance, told, onClose }: DialogProps) {
  const send = useMutation(answerMaintenance());
  return (
    <ConfirmDialog
      title={`Consent to the maintenance of ${maintenance.hostName}`}
      consequence={`${told.vo} agrees that it is maintained ${formatStretch(maintenance.startsAt, maintenance.endsAt)}. Until the time to answer is over it may still be put off.`}
      confirmLabel="Consent"
      pending={send.isPending}
      error={placeErrors(send.error, []).rest}
      onConfirm={() =>
        send.mutate({ id: maintenance.id, body: { vo: told.vo, answer: 'consent' } }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}

function DeferDialog({ maintenance, told, onClose }: DialogProps) {
  const latest = maintenance.deferrableUntilAt ?? maintenance.startsAt;
  const [until, setUntil] = useState(() => toLocalInput(latest));
  const [words, setWords] = useState('');
  const send = useMutation(answerMaintenance());
  const sent = placeErrors(send.error, ['deferUntilAt', 'words'] as const);
  const deferUntilAt = readInstant(until);
  const settled = useSettled(deferUntilAt);
  const foreseen = useQuery(
    foreseenMaintenanceQuery(maintenance.id, settled === undefined ? undefined : { vo: told.vo, startsAt: settled }),
  );
  const looking = settled !== deferUntilAt || foreseen.isPending;
  return (
    <ConfirmDialog
      title={`Put off the maintenance of ${maintenance.hostName}`}
      consequence={`It begins then at the earliest. ${told.vo} may do this once, and the answer stays.`}
      confirmLabel="Put off"
      pending={send.isPending}
      error={sent.rest}
      disabledReason={
        deferUntilAt === undefined
          ? 'Say until when.'
          : words.trim() === ''
            ? 'Say why it is put off.'
            : looking
              ? 'Wait until it is said what it touches then.'
              : undefined
      }
      onConfirm={() => {
        if (deferUntilAt !== undefined)
          send.mutate(
            { id: maintenance.id, body: { vo: told.vo, answer: 'defer', deferUntilAt, words: words.trim() } },
            { onSuccess: onClose },
          );
      }}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field label="Not before" error={sent.at.deferUntilAt} hint={`The latest is filled in. ${zoneWords()}`}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={until}
              onChange={({ target }) => {
                setUntil(target.value);
                // What was said to another time is said no more.
                send.reset();
              }}
            />
          )}
        </Field>
        {deferUntilAt === undefined ? null : (
          <ForeseenTouches told={told} foreseen={looking ? { data: undefined, error: null } : foreseen} />
        )}
        <Field label="Why" error={sent.at.words}>
          {(control) => <Input {...control} value={words} onChange={({ target }) => setWords(target.value)} />}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
