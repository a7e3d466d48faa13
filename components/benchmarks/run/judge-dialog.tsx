'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { judgeRun } from '@/lib/client/mutations/benchmarks';
import { sessionQuery } from '@/lib/client/queries/session';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { needsComment, STANDING_WORDS, VERDICT_KINDS, type VerdictKind } from '@/lib/domain/benchmark';
import { formatFigure, formatInterval } from '@/lib/utils/figures';

const CHOICES: Record<VerdictKind, { readonly label: string; readonly hint: string }> = {
  accepted: { label: 'Accept', hint: 'Its figures become the declared ones of what it measured.' },
  rejected: { label: 'Reject', hint: 'Its figures count for nothing; the run stays to be read.' },
  'rerun-asked': { label: 'Ask for another run', hint: 'The figures are not trusted yet; it is to be measured again.' },
};

/** A verdict is signed with the name of whoever gives it, and stays. */
export function JudgeDialog({ run, onClose }: { readonly run: BenchmarkRunDetail; readonly onClose: () => void }) {
  const { data: session } = useQuery(sessionQuery());
  const [verdict, setVerdict] = useState<VerdictKind>();
  const [comment, setComment] = useState('');
  // What was read when the dialog was opened: a verdict that comes meanwhile is not signed over unseen.
  const [before] = useState(run.verdicts[0]);
  const judge = useMutation(judgeRun());
  const wanted = verdict !== undefined && needsComment(verdict, run);
  const missing =
    verdict === undefined
      ? 'Choose a verdict.'
      : wanted && comment.trim() === ''
        ? verdict === 'accepted'
          ? 'Say why a disturbed run counts.'
          : 'Say why.'
        : undefined;
  const submit = () => {
    if (verdict === undefined || missing !== undefined) return;
    judge.mutate(
      { id: run.id, body: { verdict, comment: comment.trim(), supersedes: before?.id ?? null } },
      {
        onSuccess: () => {
          toast.done(`Verdict signed: ${STANDING_WORDS[verdict]}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Judge this run"
      description={`Signed as ${session?.name ?? 'you'}. A verdict is never changed; a later one stands in its place.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form="judge-run" variant="primary" pending={judge.isPending} disabledReason={missing}>
            Sign verdict
          </Button>
        </>
      }
    >
      <form
        id="judge-run"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {before === undefined ? null : (
          <Banner>
            {before.actorName} has signed: {STANDING_WORDS[before.verdict]}. Yours stands in its place.
          </Banner>
        )}
        <ul className="grid gap-0.5 text-sm">
          {run.metrics.map((metric) =>
            metric.estimate === null ? null : (
              <li key={metric.name} className="tabular-nums">
                {metric.title} {formatFigure(metric.estimate.value, metric.unit)}{' '}
                <span className="text-muted">
                  {formatInterval(metric.estimate)}, {metric.samples} {metric.samples === 1 ? 'repeat' : 'repeats'}
                </span>
              </li>
            ),
          )}
        </ul>
        {run.contaminated ? <Banner kind="warning">It was disturbed; its page says by what.</Banner> : null}
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Verdict</legend>
          <div className="grid gap-1.5">
            {VERDICT_KINDS.map((kind) => (
              <label key={kind} className="flex items-start gap-2 text-sm">
                <input
                  type="radio"
                  name="verdict"
                  className="mt-0.5 accent-(--accent)"
                  checked={verdict === kind}
                  onChange={() => setVerdict(kind)}
                />
                <span>
                  {CHOICES[kind].label}
                  <span className="block text-xs text-muted">{CHOICES[kind].hint}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <Field label="Comment" optional={!wanted} hint="Kept with the verdict, under your name.">
          {(control) => (
            <Textarea
              {...control}
              value={comment}
              maxLength={2000}
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
        <SubmitError sentence={judge.isError ? errorSentence(judge.error) : undefined} />
      </form>
    </Dialog>
  );
}
