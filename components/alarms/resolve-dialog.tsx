'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { ErrorState, errorSentence } from '@/components/status/view-states';
import { resolveAlarm } from '@/lib/client/mutations/alarms';
import { domainQuery } from '@/lib/client/queries/domains';
import type { Alarm } from '@/lib/contracts/events';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { hostId } from '@/lib/domain/ids';

/** Closes an alarm with a note; for two copies the operator says which one is true, after looking. */
export function ResolveDialog({ alarm, onClose }: { readonly alarm: Alarm; readonly onClose: () => void }) {
  const [note, setNote] = useState('');
  const [keep, setKeep] = useState<string>();
  const resolve = useMutation(resolveAlarm());
  const splitDomain = alarm.kind === 'split-brain' ? alarm.domainId : null;
  const missing =
    note.trim() === ''
      ? 'Write what you found and did.'
      : splitDomain !== null && keep === undefined
        ? 'Say which copy is the true one.'
        : undefined;
  const submit = () =>
    resolve.mutate(
      {
        id: alarm.id,
        body: { note: note.trim(), ...(keep === undefined ? {} : { keepHostId: hostId(keep) }) },
      },
      {
        onSuccess: () => {
          toast.done('Alarm resolved');
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Resolve alarm"
      description={alarm.sentence}
      footer={
        <>
          <Button onClick={onClose}>Leave it open</Button>
          <Button
            type="submit"
            form="resolve-alarm"
            variant="primary"
            pending={resolve.isPending}
            disabledReason={missing}
          >
            Resolve
          </Button>
        </>
      }
    >
      <form
        id="resolve-alarm"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="text-sm text-muted">{alarm.remedy}</p>
        {splitDomain === null ? null : <Copies domainId={splitDomain} keep={keep} onKeep={setKeep} />}
        <Field label="Note" hint="What you found and did; kept with the alarm and in the audit.">
          {(control) => (
            <Textarea {...control} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={resolve.error === null ? undefined : errorSentence(resolve.error)} />
      </form>
    </Dialog>
  );
}

/** The copies as each host reports them, to choose the true one. */
function Copies({
  domainId,
  keep,
  onKeep,
}: {
  readonly domainId: string;
  readonly keep: string | undefined;
  readonly onKeep: (hostId: string) => void;
}) {
  const { data, error, isPending, refetch } = useQuery(domainQuery(domainId));
  if (isPending) return <Skeleton className="h-20" />;
  if (data === undefined) return <ErrorState error={error} what="the copies" onRetry={() => void refetch()} />;
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">The true copy is on</legend>
      <div className="grid gap-1.5">
        {data.sightings.map((sighting) => (
          <label key={sighting.hostId} className="flex items-center gap-2 text-sm">
            <input
              type="radio"
              name="keep"
              className="accent-(--accent)"
              checked={keep === sighting.hostId}
              onChange={() => onKeep(sighting.hostId)}
            />
            {sighting.hostName}
            <span className="text-muted">
              {STATE_LABELS[sighting.state]} there, <Age at={sighting.seenAt} prefix="seen" />
            </span>
          </label>
        ))}
      </div>
      <p className="mt-1 text-xs text-muted">
        Resolving lifts the block on start and migrate. It stops nothing: force the other copy off yourself first.
      </p>
    </fieldset>
  );
}
