'use client';
import { CircleCheck, CircleX, Clock, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { TextLink } from '@/components/ui/text-link';
import { pages } from '@/lib/utils/paths';
import { BULK_CONCURRENCY, type BulkOutcome, runBulk } from './run-bulk';
import type { BulkAction } from './table-types';

/** Confirms a bulk action, sends it a few at a time, and tells the result of each item. Mount one for each action. */
export function BulkDialog<Row>({
  action,
  rows,
  rowId,
  rowName,
  onClose,
}: {
  readonly action: BulkAction<Row>;
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly rowName: (row: Row) => string;
  readonly onClose: () => void;
}) {
  // The rows as they were when the dialog opened: what was confirmed is what is sent, whatever the list does meanwhile.
  const [items] = useState(() => rows.map((row) => ({ row, refusal: action.refusal(row) })));
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, BulkOutcome>>(new Map());
  const [phase, setPhase] = useState<'asking' | 'sending' | 'done'>('asking');
  const [reason, setReason] = useState('');
  const stop = useRef(new AbortController());
  const fitting = items.filter((item) => item.refusal === undefined).map((item) => item.row);
  const accepted = [...outcomes.values()].filter((outcome) => outcome.state === 'accepted').length;

  const send = async () => {
    setPhase('sending');
    await runBulk(
      fitting,
      (row) => action.send(row, { reason: reason.trim() === '' ? undefined : reason.trim() }),
      (row, outcome) => setOutcomes((before) => new Map(before).set(rowId(row), outcome)),
      { signal: stop.current.signal },
    );
    setPhase('done');
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (open) return;
        stop.current.abort();
        onClose();
      }}
      title={`${action.label} ${fitting.length} of ${items.length} selected`}
      description={
        phase === 'asking'
          ? `Commands are sent ${BULK_CONCURRENCY} at a time; each is an operation of its own.`
          : `${accepted} of ${fitting.length} accepted. What becomes of each is its operation.`
      }
      footer={
        phase === 'asking' ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant={action.danger === true ? 'danger' : 'primary'}
              disabledReason={fitting.length === 0 ? 'None of the selected rows allows it.' : undefined}
              onClick={() => void send()}
            >
              {action.label} {fitting.length}
            </Button>
          </>
        ) : phase === 'sending' ? (
          <Button onClick={() => stop.current.abort()}>Stop sending</Button>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        )
      }
    >
      {phase === 'asking' ? (
        <Field label="Reason" optional hint="Kept in the audit with each operation." className="mb-3">
          {(control) => (
            <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      ) : null}
      <ul className="divide-y divide-line text-sm" aria-live="polite">
        {items.map(({ row, refusal }) => (
          <li key={rowId(row)} className="flex items-start gap-3 py-1.5">
            <span className="w-1/3 shrink-0 truncate font-medium">{rowName(row)}</span>
            <Outcome outcome={outcomes.get(rowId(row))} refusal={refusal} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Outcome({
  outcome,
  refusal,
}: {
  readonly outcome: BulkOutcome | undefined;
  readonly refusal: string | undefined;
}) {
  const line = 'flex min-w-0 items-start gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0';
  if (refusal !== undefined) {
    return (
      <span className={`${line} text-muted`}>
        <CircleX aria-hidden />
        Left out: {refusal}
      </span>
    );
  }
  switch (outcome?.state) {
    case undefined:
    case 'waiting':
      return (
        <span className={`${line} text-muted`}>
          <Clock aria-hidden />
          not sent yet
        </span>
      );
    case 'sending':
      return (
        <span className={`${line} text-moving`}>
          <LoaderCircle aria-hidden className="animate-spin" />
          sending
        </span>
      );
    case 'accepted':
      return (
        <span className={`${line} text-running`}>
          <CircleCheck aria-hidden />
          accepted <TextLink href={pages.operation(outcome.operationId)}>its operation</TextLink>
        </span>
      );
    case 'refused':
    case 'skipped':
      return (
        <span className={`${line} text-trouble`}>
          <CircleX aria-hidden />
          {outcome.message}
        </span>
      );
  }
}
