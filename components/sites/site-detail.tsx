'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { DetailPage } from '@/components/layout/detail-page';
import { DetailTabs } from '@/components/layout/detail-tabs';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { toast } from '@/components/ui/toast';
import { VoTag } from '@/components/ui/vo-tag';
import { planSite, removeSite, reviseSite } from '@/lib/client/mutations/sites';
import { siteQuery } from '@/lib/client/queries/sites';
import type { Site } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { SiteEditor } from './editor/site-editor';
import { SiteForm } from './site-form';
import { SiteQueues } from './queues/site-queues';
import { ApplyDialog } from './run/apply-dialog';
import { DestroyDialog } from './run/destroy-dialog';
import { doneWords } from './run/run-look';
import { SiteRuns } from './run/site-runs';
import { SiteBesideNative } from './site-beside-native';
import { SitePlanPanel } from './site-plan-panel';
import { SiteRevisions } from './site-revisions';
import { SiteSecrets } from './site-secrets';
import { thereWords } from './site-words';

/** One site: its file, what would be done by it, and how it came to be as it is. */
export function SiteDetail({ id }: { readonly id: string }) {
  const result = useQuery(siteQuery(id));
  return (
    <DetailPage result={result} what="this site">
      {(site) => <Content site={site} />}
    </DetailPage>
  );
}

const reasonOf = (verdict: Site['can']['edit']): string | undefined => (verdict.allowed ? undefined : verdict.reason);

function Content({ site }: { readonly site: Site }) {
  const router = useRouter();
  const plan = useMutation(planSite());
  const remove = useMutation(removeSite());
  const [asked, setAsked] = useState<'apply' | 'destroy' | 'delete'>();
  const close = () => setAsked(undefined);
  // What was being edited stays when another tab is looked at, and when somebody else saves.
  const [kept, setKept] = useState(() => keptOf(site));
  return (
    <>
      <PageHeader
        title={site.name}
        meta={
          <>
            {site.vos.map((vo) => (
              <VoTag key={vo} vo={vo} />
            ))}
            <span>{thereWords(site)}</span>
            <span>
              revision {site.revision} by {site.changedByName} <Age at={site.changedAt} />
            </span>
          </>
        }
        actions={
          <>
            {site.plan === null ? null : (
              <Button variant="primary" disabledReason={reasonOf(site.can.apply)} onClick={() => setAsked('apply')}>
                Apply…
              </Button>
            )}
            <Button
              variant={site.plan === null ? 'primary' : 'secondary'}
              disabledReason={reasonOf(site.can.plan)}
              pending={plan.isPending}
              onClick={() =>
                plan.mutate({ id: site.id }, { onSuccess: () => router.push(pages.site(site.id, 'plan')) })
              }
            >
              {site.plan === null ? 'Plan' : 'Plan again'}
            </Button>
            <Button disabledReason={reasonOf(site.can.destroy)} onClick={() => setAsked('destroy')}>
              Destroy…
            </Button>
            <Button disabledReason={reasonOf(site.can.remove)} onClick={() => setAsked('delete')}>
              Delete…
            </Button>
          </>
        }
      />
      {site.description === null ? null : <p className="mb-3 text-sm text-muted">{site.description}</p>}
      {site.run === null || site.run.endedAt !== null ? null : (
        <Banner className="mb-3 max-w-3xl" kind={site.run.halted === null ? 'info' : 'warning'}>
          It is {site.run.kind === 'apply' ? 'being applied' : 'being destroyed'}: {doneWords(site.run)}.{' '}
          <InlineLink href={pages.siteRun(site.run.id)}>See the run</InlineLink>
        </Banner>
      )}
      <SubmitError sentence={plan.error === null ? undefined : errorSentence(plan.error)} />
      <DetailTabs
        name={site.name}
        tabs={[
          {
            value: 'file',
            label: 'File',
            panel: <FilePanel site={site} kept={isUntouched(kept) ? keptOf(site) : kept} onKept={setKept} />,
          },
          { value: 'plan', label: 'Plan', panel: <SitePlanPanel site={site} /> },
          { value: 'queues', label: 'Queues', panel: <SiteQueues text={site.text} /> },
          { value: 'runs', label: 'Runs', panel: <SiteRuns site={site} /> },
          { value: 'native', label: 'Beside native', panel: <SiteBesideNative site={site} /> },
          { value: 'secrets', label: 'Secrets', panel: <SiteSecrets site={site} /> },
          { value: 'revisions', label: 'Revisions', panel: <SiteRevisions site={site} /> },
        ]}
      />
      {asked === 'apply' && site.plan !== null ? <ApplyDialog site={site} plan={site.plan} onClose={close} /> : null}
      {asked === 'destroy' ? <DestroyDialog site={site} onClose={close} /> : null}
      {asked === 'delete' ? (
        <ConfirmDialog
          title={`Delete ${site.name}`}
          consequence="Its file, its revisions, its plans and what is kept of its runs go with it. Nothing of the testbed is touched."
          confirmLabel="Delete site"
          danger
          pending={remove.isPending}
          error={remove.error === null ? undefined : errorSentence(remove.error)}
          onConfirm={() =>
            remove.mutate({ id: site.id, version: site.version }, { onSuccess: () => router.push(pages.sites()) })
          }
          onClose={() => {
            close();
            remove.reset();
          }}
        />
      ) : null}
    </>
  );
}

interface KeptFile {
  readonly text: string;
  readonly version: number;
  readonly revision: number;
  /** What was typed. */
  readonly draft: string;
}
const keptOf = ({ text, version, revision }: Site): KeptFile => ({ text, version, revision, draft: text });
const isUntouched = ({ text, draft }: KeptFile): boolean => text === draft;

function FilePanel({
  site,
  kept,
  onKept,
}: {
  readonly site: Site;
  readonly kept: KeptFile;
  readonly onKept: (kept: KeptFile) => void;
}) {
  const revise = useMutation(reviseSite());
  if (!site.can.edit.allowed)
    return (
      <div className="max-w-5xl">
        <p className="mb-2 text-sm text-muted">{site.can.edit.reason}</p>
        <SiteEditor key={site.revision} initial={site.text} readOnly onEdited={() => undefined} />
      </div>
    );
  return (
    <SiteForm
      key={kept.version}
      initial={kept.text}
      draft={kept.draft}
      onDraft={(draft) => onKept({ ...kept, draft })}
      saveLabel={`Save revision ${kept.revision + 1}`}
      unchanged="refused"
      pending={revise.isPending}
      error={revise.error}
      onSave={(body) =>
        revise.mutate(
          { id: site.id, version: kept.version, body },
          {
            onSuccess: (saved) => {
              onKept(keptOf(saved));
              toast.done(`Revision ${saved.revision} is saved`);
            },
          },
        )
      }
      cancel={
        site.version === kept.version ? null : (
          <Button
            onClick={() => {
              onKept(keptOf(site));
              revise.reset();
            }}
          >
            Read revision {site.revision} instead
          </Button>
        )
      }
    />
  );
}
