'use client';
import { useMutation } from '@tanstack/react-query';
import { Pause, Pencil, Play, SkipForward, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import type { ActionItem } from '@/components/ui/action-item';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { removeSchedule, runSchedule, updateSchedule } from '@/lib/client/mutations/schedules';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { ScheduleDialog } from './schedule-dialog';

/** Menu of a schedule, the same in the list and on its page; `dialogs` has to be drawn once beside it. */
export function useScheduleActions(onRemoved?: () => void): {
  readonly itemsFor: (schedule: BenchmarkSchedule) => ActionItem[];
  readonly dialogs: ReactNode;
} {
  const refused = useScopeRefusal('benchmarks:run');
  const [open, setOpen] = useState<{ readonly what: 'edit' | 'remove'; readonly schedule: BenchmarkSchedule }>();
  const update = useMutation(updateSchedule());
  const run = useMutation(runSchedule());
  const pause = (schedule: BenchmarkSchedule, paused: boolean): void =>
    update.mutate(
      { id: schedule.id, version: schedule.version, body: { paused } },
      {
        onSuccess: () => toast.done(`${schedule.name} ${paused ? 'is paused' : 'fires again, by your account'}`),
        onError: (error) => toast.failed(`${schedule.name} was not changed`, { detail: errorSentence(error) }),
      },
    );
  const runNow = (schedule: BenchmarkSchedule): void =>
    run.mutate(
      { id: schedule.id, idempotencyKey: newIdempotencyKey() },
      {
        onSuccess: ({ operation }) => {
          rememberOwnOperation(operation.id);
          toast.done(`${schedule.name} runs now`, { detail: operation.title });
        },
        onError: (error) => toast.failed(`${schedule.name} was not run`, { detail: errorSentence(error) }),
      },
    );
  const close = () => setOpen(undefined);
  return {
    itemsFor: (schedule) => [
      {
        id: 'run',
        label: 'Run now',
        icon: SkipForward,
        disabledReason: refused,
        onSelect: () => runNow(schedule),
      },
      {
        id: 'paused',
        label: schedule.paused === null ? 'Pause' : 'Resume',
        icon: schedule.paused === null ? Pause : Play,
        disabledReason: refused,
        onSelect: () => pause(schedule, schedule.paused === null),
      },
      {
        id: 'edit',
        label: 'Edit…',
        icon: Pencil,
        shortcut: 'e',
        startsGroup: true,
        disabledReason: refused,
        onSelect: () => setOpen({ what: 'edit', schedule }),
      },
      {
        id: 'remove',
        label: 'Delete…',
        icon: Trash2,
        danger: true,
        disabledReason: refused,
        onSelect: () => setOpen({ what: 'remove', schedule }),
      },
    ],
    dialogs:
      open === undefined ? null : open.what === 'edit' ? (
        <ScheduleDialog key={open.schedule.id} schedule={open.schedule} onClose={close} />
      ) : (
        <RemoveSchedule schedule={open.schedule} onClose={close} onRemoved={onRemoved} />
      ),
  };
}

function RemoveSchedule({
  schedule,
  onClose,
  onRemoved,
}: {
  readonly schedule: BenchmarkSchedule;
  readonly onClose: () => void;
  readonly onRemoved: (() => void) | undefined;
}) {
  const remove = useMutation(removeSchedule());
  const submit = () =>
    remove.mutate(
      { id: schedule.id, version: schedule.version },
      {
        onSuccess: () => {
          toast.done(`${schedule.name} was deleted`);
          onClose();
          onRemoved?.();
        },
      },
    );
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={`Delete the schedule ${schedule.name}`}
      description="It does not fire any more, and the list of its times is gone. The runs it made stay."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" pending={remove.isPending} onClick={submit}>
            Delete schedule
          </Button>
        </>
      }
    >
      <SubmitError sentence={remove.error === null ? undefined : errorSentence(remove.error)} />
    </Dialog>
  );
}
