'use client';
import { useQuery } from '@tanstack/react-query';
import { Ban, BadgeCheck, Hourglass, Repeat } from 'lucide-react';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { OperationBadge } from '@/components/operations/operation-look';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { InlineLink } from '@/components/ui/text-link';
import { benchmarkRunQuery } from '@/lib/client/queries/benchmarks';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { endsOf, judgementRefusal, proposalRefusal } from '@/lib/domain/benchmark';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { ExportMenu } from '../export-menu';
import { RunBenchmarkDialog } from '../run-dialog/run-benchmark-dialog';
import { wishOfRun } from '../run-dialog/run-wish';
import { RunCautions, StandingBadge } from '../run-look';
import { JudgeDialog } from './judge-dialog';
import { ProposeDialog } from './propose-dialog';
import { RunDrift } from './run-drift';
import { RunFacts } from './run-facts';
import { RunFigures } from './run-figures';
import { RunProvenance } from './run-provenance';
import { RunReview } from './run-review';
import { RunSamples } from './run-samples';

/** One run: its figures, every repeat with its words, what it ran on, what may have spoilt it, and who signed it. */
export function RunDetail({ id }: { readonly id: string }) {
  const result = useQuery(benchmarkRunQuery(id));
  return (
    <DetailPage result={result} what="this run">
      {(run) => <Content run={run} />}
    </DetailPage>
  );
}

const situationOf = (run: BenchmarkRunDetail) => ({
  standing: run.standing,
  succeeded: run.state === 'succeeded',
  contaminated: run.contaminated,
});

function Content({ run }: { readonly run: BenchmarkRunDetail }) {
  return (
    <>
      <PageHeader
        title={`${run.title}: ${endsOf(run)}`}
        meta={
          <>
            <OperationBadge operation={run} />
            <StandingBadge standing={run.standing} />
            <RunCautions run={run} />
            <span>
              by {run.actorName} <Age at={run.createdAt} />
            </span>
          </>
        }
        actions={<Actions run={run} />}
      />
      <Standing run={run} />
      <div className="grid gap-8">
        <RunFigures run={run} />
        <RunDrift run={run} />
        <RunReview run={run} />
        <RunSamples run={run} />
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[2fr_3fr]">
          <RunFacts run={run} />
          <RunProvenance run={run} />
        </div>
      </div>
    </>
  );
}

function Actions({ run }: { readonly run: BenchmarkRunDetail }) {
  const [asked, setAsked] = useState<'propose' | 'judge' | 'again' | 'cancel'>();
  const { itemFor, pending } = useCancelAction();
  const mayPropose = useScopeRefusal('benchmarks:run');
  const mayJudge = useScopeRefusal('benchmarks:review');
  const close = () => setAsked(undefined);
  const cancel = itemFor({ ...run, cancellable: true, stopRefusal: null });
  const situation = situationOf(run);
  return (
    <>
      {isFinished(run.state) ? (
        <>
          {mayJudge === undefined && situation.standing !== 'not-proposed' ? (
            <Button variant="primary" disabledReason={judgementRefusal(situation)} onClick={() => setAsked('judge')}>
              <BadgeCheck aria-hidden />
              Judge
            </Button>
          ) : (
            <Button
              variant={situation.standing === 'not-proposed' ? 'primary' : 'secondary'}
              disabledReason={mayPropose ?? proposalRefusal(situation)}
              onClick={() => setAsked('propose')}
            >
              <Hourglass aria-hidden />
              Propose
            </Button>
          )}
          <Button disabledReason={mayPropose} onClick={() => setAsked('again')}>
            <Repeat aria-hidden />
            Run again
          </Button>
        </>
      ) : (
        <Button disabledReason={cancel.disabledReason} pending={pending} onClick={() => setAsked('cancel')}>
          <Ban aria-hidden />
          Cancel run
        </Button>
      )}
      {run.state === 'succeeded' ? <LinkButton href={pages.benchmarkCompare(run.id)}>Compare with…</LinkButton> : null}
      <ExportMenu runId={run.id} />
      <LinkButton href={pages.operation(run.id)}>Steps</LinkButton>
      {asked === 'cancel' && !isFinished(run.state) ? (
        <ConfirmDialog
          title="Cancel this run?"
          consequence={`What has ended of it (${run.done} of ${run.repeats + run.warmUps} repeats) is kept with what its program wrote, but a cancelled run is not compared, and cannot be proposed.`}
          confirmLabel="Cancel run"
          danger
          pending={pending}
          error={undefined}
          onConfirm={() => {
            cancel.onSelect();
            close();
          }}
          onClose={close}
        />
      ) : null}
      {asked === 'propose' ? <ProposeDialog run={run} onClose={close} /> : null}
      {asked === 'judge' ? <JudgeDialog run={run} onClose={close} /> : null}
      {asked === 'again' ? <RunBenchmarkDialog wish={wishOfRun(run)} onClose={close} /> : null}
    </>
  );
}

/** What to know before the figures are read. */
function Standing({ run }: { readonly run: BenchmarkRunDetail }) {
  const total = run.repeats + run.warmUps;
  return (
    <div className="mb-4 grid gap-2 empty:hidden">
      {run.error === null ? null : <Banner kind="trouble">{run.error}</Banner>}
      {run.state === 'cancelled' ? (
        <Banner>Cancelled before its end: what it measured until then stands here, and counts nowhere else.</Banner>
      ) : null}
      {run.waitingFor !== null ? <Banner>{run.waitingFor}</Banner> : null}
      {run.state === 'running' ? (
        <div className="grid gap-1">
          <Progress value={run.done / total} label={`Repeats of ${run.title}`} />
          <p className="text-xs text-muted">
            {run.done} of {total} repeats have ended{run.warmUps === 0 ? '' : `, ${run.warmUps} of them to warm up`}.
          </p>
        </div>
      ) : null}
      {run.emulated === true ? (
        <Banner>
          Every instruction of this guest was emulated by software. Its figures tell runs of this testbed apart; they
          say nothing about a processor.
        </Banner>
      ) : null}
      {run.migrations.length === 0 ? null : (
        <Banner>
          While it held its hosts{' '}
          {run.migrations.map((migration, index) => (
            <span key={migration.id}>
              {index === 0 ? '' : ', '}
              <InlineLink href={pages.migration(migration.id)}>{migration.domainName}</InlineLink> was moved from{' '}
              {migration.sourceHostName} to {migration.targetHostName}
            </span>
          ))}
          .
        </Banner>
      )}
      {run.contaminated ? (
        <Banner kind="warning">
          <strong className="font-medium">Disturbed.</strong>{' '}
          {run.contamination.length === 0
            ? 'Something else happened on its host meanwhile.'
            : 'This happened on its hosts meanwhile:'}
          <ul className="mt-1 list-disc pl-5 empty:hidden">
            {run.contamination.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
    </div>
  );
}
