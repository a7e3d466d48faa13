'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { actOnRun } from '@/lib/client/mutations/sites';
import { siteRunQuery } from '@/lib/client/queries/sites';
import type { SiteRun } from '@/lib/contracts/sites';
import { isEnded, RUN_KIND_WORDS, type RunDeed, type RunOrigin } from '@/lib/domain/site-run';
import { pages } from '@/lib/utils/paths';
import { deedWords, OFFERED } from './run-deeds';
import { doneWords, RunBadge } from './run-look';
import { ProofPanel } from './proof-panel';
import { RunGraph } from './run-graph';
import { RunSteps } from './run-steps';

/** A plan of a site that is carried out: each step as it stands, what may be asked, and what was found when it was over. */
export function RunDetail({ id }: { readonly id: string }) {
  const result = useQuery(siteRunQuery(id));
  return (
    <DetailPage result={result} what="this run" back={{ href: pages.sites(), label: 'All sites' }}>
      {(run) => <Content run={run} />}
    </DetailPage>
  );
}

const BEGUN_BY: Record<RunOrigin, (name: string) => string> = {
  person: (name) => `by ${name}`,
  ttl: () => 'its time was over',
  lease: () => 'its lease ended',
};

function Content({ run }: { readonly run: SiteRun }) {
  const [asked, setAsked] = useState<RunDeed>();
  const act = useMutation(actOnRun());
  const back = run.steps.filter(({ undo }) => undo);
  const forth = run.steps.filter(({ undo }) => !undo);
  const words = asked === undefined ? undefined : deedWords(asked, run);
  const close = () => {
    setAsked(undefined);
    act.reset();
  };
  return (
    <>
      <PageHeader
        title={`${RUN_KIND_WORDS[run.kind]} ${run.siteName}`}
        meta={
          <>
            <RunBadge run={run} />
            <span>
              revision {run.revision}, {BEGUN_BY[run.origin](run.madeByName)} <Age at={run.startedAt} />
            </span>
          </>
        }
        actions={
          <>
            {OFFERED[run.state]
              .filter((deed) => deed !== 'roll-back' || run.kind === 'apply')
              .map((deed, index) => {
                const verdict = run.can[deed];
                return (
                  <Button
                    key={deed}
                    variant={index === 0 ? 'primary' : 'secondary'}
                    disabledReason={verdict.allowed ? undefined : verdict.reason}
                    onClick={() => setAsked(deed)}
                  >
                    {deedWords(deed, run).label}
                  </Button>
                );
              })}
            <LinkButton href={pages.site(run.siteId)}>Site</LinkButton>
          </>
        }
      />
      <Standing run={run} />
      <div className="grid gap-8">
        {run.proof === null ? null : <ProofPanel proof={run.proof} />}
        <RunGraph steps={back.length > 0 ? back : forth} nodes={run.document.nodes} />
        <RunSteps title={back.length > 0 ? 'What is taken back' : 'Steps'} steps={back.length > 0 ? back : forth} />
        {back.length > 0 ? <RunSteps title="What was done before" steps={forth} /> : null}
      </div>
      {asked === undefined || words === undefined ? null : (
        <ConfirmDialog
          title={`${words.label}: ${run.siteName}`}
          consequence={words.consequence}
          confirmLabel={words.label}
          danger={words.danger}
          pending={act.isPending}
          error={act.error === null ? undefined : errorSentence(act.error)}
          onConfirm={() => act.mutate({ id: run.id, version: run.version, deed: asked }, { onSuccess: close })}
          onClose={close}
        />
      )}
    </>
  );
}

/** What to know before the steps are read. */
function Standing({ run }: { readonly run: SiteRun }) {
  const { halted, state, total, done } = run;
  return (
    <div className="mb-4 grid max-w-3xl gap-2">
      {halted === null || state === 'destroyed' ? null : (
        <Banner kind={state === 'paused' || state === 'not-clean' ? 'trouble' : 'warning'}>{halted}</Banner>
      )}
      {isEnded(state) || total === 0 ? null : (
        <Progress value={done / total} label={`Steps of ${RUN_KIND_WORDS[run.kind].toLowerCase()}`} />
      )}
      <p className="text-sm text-muted">
        {total === 0 && run.kind === 'apply' ? 'Nothing to do: all of it is as the file says.' : `${doneWords(run)}.`}
        {run.expiresAt === null || state !== 'done' ? null : (
          <>
            {' '}
            Destroyed by itself <Age at={run.expiresAt} />.
          </>
        )}
        {run.reason === null ? '' : ` Reason: ${run.reason}`}
      </p>
    </div>
  );
}
