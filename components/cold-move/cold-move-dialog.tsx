'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { coldMoveDomain, planColdMove } from '@/lib/client/mutations/cold-moves';
import { refusePath } from '@/lib/domain/cold-move';
import { ColdMovePlanFacts } from './cold-move-plan';

/** First the plan, read from both hosts; only a plan that was read can be confirmed. */
export function ColdMoveDialog({
  domain,
  target,
  onClose,
}: {
  readonly domain: { readonly id: string; readonly name: string; readonly hostName: string | null };
  readonly target: { readonly hostId: string; readonly hostName: string };
  readonly onClose: () => void;
}) {
  const [folder, setFolder] = useState('');
  const [shutDown, setShutDown] = useState(false);
  const [reason, setReason] = useState('');
  // Sent again after no answer came, it stays one operation.
  const [key] = useState(newIdempotencyKey);
  const plan = useMutation(planColdMove());
  const move = useMutation(coldMoveDomain());
  const wanted = folder.trim() === '' ? undefined : folder.trim();
  const badFolder = wanted === undefined ? undefined : refusePath(wanted);
  const read = plan.data;
  // A plan for another folder is not the one that would be carried out.
  const current = read !== undefined && plan.variables?.body.folder === wanted ? read : undefined;

  const readPlan = (): void => {
    if (badFolder !== undefined) return;
    plan.mutate({
      id: domain.id,
      idempotencyKey: newIdempotencyKey(),
      body: { targetHostId: target.hostId, folder: wanted },
    });
  };
  const begin = (): void => {
    if (current === undefined) return;
    move.mutate(
      {
        id: domain.id,
        idempotencyKey: key,
        body: {
          targetHostId: target.hostId,
          folder: current.folder ?? undefined,
          shutDown: current.running && shutDown,
          planHash: current.planHash,
          reason: reason.trim() === '' ? undefined : reason.trim(),
        },
      },
      {
        onSuccess: ({ operation }) => {
          rememberOwnOperation(operation.id);
          onClose();
        },
      },
    );
  };
  const blocked =
    current === undefined
      ? 'Read the plan first.'
      : current.obstacles.length > 0
        ? current.obstacles[0]
        : current.running && !shutDown
          ? `${domain.name} runs; say that it may be shut down.`
          : undefined;

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="lg"
      title={`Cold move of ${domain.name} to ${target.hostName}`}
      description={`It is shut down, its disks are converted, and it starts on ${target.hostName}. The old copy on ${domain.hostName ?? 'its host'} is kept until you decide.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it there</Button>
          <Button type="submit" form="cold-move" variant="primary" pending={move.isPending} disabledReason={blocked}>
            Move cold
          </Button>
        </>
      }
    >
      <form
        id="cold-move"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === undefined) begin();
        }}
      >
        <Field
          label={`Folder on ${target.hostName}`}
          optional
          hint="Where the converted disks go. Without it the largest storage pool of plain files."
          error={badFolder}
        >
          {(control) => (
            <Input
              {...control}
              placeholder="/var/lib/libvirt/images"
              value={folder}
              onChange={(event) => setFolder(event.target.value)}
            />
          )}
        </Field>
        <Button className="w-fit" pending={plan.isPending} onClick={readPlan}>
          {current === undefined ? 'Read the plan' : 'Read the plan again'}
        </Button>
        <SubmitError sentence={plan.isError ? errorSentence(plan.error) : undefined} />
        {current === undefined ? null : (
          <>
            <ColdMovePlanFacts plan={current} />
            {current.running ? (
              <Checkbox
                label="Shut it down first"
                hint="Its guest is asked to power off. It is never forced off; where it does not answer, nothing is moved."
                checked={shutDown}
                onChange={(event) => setShutDown(event.target.checked)}
              />
            ) : null}
            <Field label="Reason" optional hint="Kept in the audit.">
              {(control) => (
                <Input
                  {...control}
                  maxLength={500}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
          </>
        )}
        <SubmitError sentence={move.isError ? errorSentence(move.error) : undefined} />
      </form>
    </Dialog>
  );
}
