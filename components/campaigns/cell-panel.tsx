'use client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { CleanUpProof } from '@/components/operations/clean-up-proof';
import { ErrorState } from '@/components/status/view-states';
import { Bytes } from '@/components/ui/figures';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { campaignCellQuery } from '@/lib/client/queries/campaigns';
import type { CampaignCell, CampaignCellDetail } from '@/lib/contracts/campaigns';
import { api, pages } from '@/lib/utils/paths';
import { TestBadge } from './campaign-look';

/** One environment: its tests, its log, what was kept of it, and the proof that nothing is left. */
export function CellPanel({ campaignId, cell }: { readonly campaignId: string; readonly cell: CampaignCell }) {
  const result = useQuery(campaignCellQuery(campaignId, cell.sequence));
  return (
    <section aria-label={`Environment ${cell.name}`} className="grid min-w-0 gap-6">
      <h2 className="flex flex-wrap items-baseline gap-x-3 text-base font-semibold">
        {cell.name}
        <Operations cell={cell} />
      </h2>
      {result.isPending ? (
        <Skeleton className="h-48" />
      ) : result.data === undefined ? (
        <ErrorState error={result.error} what="this environment" onRetry={() => void result.refetch()} />
      ) : (
        <Content campaignId={campaignId} detail={result.data} />
      )}
      {cell.cleanUp === null ? null : <CleanUpProof proof={cell.cleanUp} />}
    </section>
  );
}

function Operations({ cell: { operations } }: { readonly cell: CampaignCell }) {
  const links = [
    { id: operations.create, words: 'Domain made' },
    { id: operations.run, words: 'Command run' },
    { id: operations.delete, words: 'Domain deleted' },
  ];
  return (
    <span className="flex flex-wrap gap-x-3 text-sm font-normal">
      {links.map(({ id, words }) =>
        id === null ? null : (
          <TextLink key={words} href={pages.operation(id)}>
            {words}
          </TextLink>
        ),
      )}
    </span>
  );
}

function Content({ campaignId, detail }: { readonly campaignId: string; readonly detail: CampaignCellDetail }) {
  const begun = detail.outcome !== null;
  return (
    <div className="grid min-w-0 gap-6 lg:grid-cols-2">
      <Tests detail={detail} begun={begun} />
      <Kept campaignId={campaignId} detail={detail} begun={begun} />
      <Log name="Output" text={detail.stdout} cut={detail.logCut} begun={begun} />
      <Log name="Errors" text={detail.stderr} cut={detail.logCut} begun={begun} />
    </div>
  );
}

function Tests({ detail, begun }: { readonly detail: CampaignCellDetail; readonly begun: boolean }) {
  const { testList, testsLeftOut } = detail;
  return (
    <section aria-label="Tests" className="min-w-0">
      <h3 className="mb-2 text-sm font-semibold">Tests</h3>
      {testList.length === 0 ? (
        <p className="text-sm text-muted">{begun ? 'No report of tests was read.' : 'None yet.'}</p>
      ) : (
        // A scrolled area must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section tabIndex={0} aria-label="List of tests" className="max-h-96 overflow-y-auto border-y border-line">
          <ul className="divide-y divide-line text-sm">
            {testList.map(({ suite, name, outcome, seconds, message }, index) => (
              // Tests of one report may have one name; their order is that of the report.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index} className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3 py-1.5">
                <TestBadge outcome={outcome} />
                <span className="min-w-0 break-words">
                  {name} <span className="text-xs text-muted">{suite}</span>
                  {message === '' ? null : (
                    <pre className="mt-1 max-h-40 overflow-auto font-mono text-xs whitespace-pre-wrap">{message}</pre>
                  )}
                </span>
                <span className="text-xs text-muted tabular-nums">{seconds === null ? '' : `${seconds} s`}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {testsLeftOut === 0 ? null : (
        <p className="mt-1 text-xs text-muted">{testsLeftOut} more were too many and are not kept.</p>
      )}
    </section>
  );
}

function Kept({
  campaignId,
  detail,
  begun,
}: {
  readonly campaignId: string;
  readonly detail: CampaignCellDetail;
  readonly begun: boolean;
}) {
  const { artefactList, sequence } = detail;
  return (
    <section aria-label="Kept files" className="min-w-0">
      <h3 className="mb-2 text-sm font-semibold">Kept files</h3>
      {artefactList.length === 0 ? (
        <p className="text-sm text-muted">{begun ? 'None.' : 'None yet.'}</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line text-sm">
          {artefactList.map(({ number, path, kept, bytes, sha256, junit, problem }) => (
            <li key={number} className="grid gap-0.5 py-1.5">
              <span className="flex flex-wrap items-center gap-x-3">
                <code className="min-w-0 font-mono text-xs break-all">{path}</code>
                {junit ? <span className="text-xs text-muted">report of tests</span> : null}
                {bytes === null ? null : <Bytes bytes={bytes} className="text-xs text-muted" />}
                {kept ? (
                  <a
                    href={api.campaignArtefact(campaignId, String(sequence), String(number))}
                    download
                    aria-label={`Download ${path}`}
                    className="inline-flex items-center gap-1 rounded-sm text-accent hover:underline"
                  >
                    <Download aria-hidden className="size-3.5" />
                    Download
                  </a>
                ) : null}
              </span>
              {problem === null ? null : <span className="text-xs text-trouble">{problem}</span>}
              {sha256 === null ? null : (
                <code className="truncate font-mono text-xs text-muted" title={sha256}>
                  SHA-256 {sha256}
                </code>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Log({
  name,
  text,
  cut,
  begun,
}: {
  readonly name: string;
  readonly text: string;
  readonly cut: boolean;
  readonly begun: boolean;
}) {
  return (
    <section aria-label={name} className="min-w-0">
      <h3 className="mb-2 text-sm font-semibold">{name}</h3>
      {text === '' ? (
        <p className="text-sm text-muted">{begun ? 'It has said nothing.' : 'Shown when the command has ended.'}</p>
      ) : (
        <Scrolled label={`${name} of the command`} className="max-h-96 overflow-y-auto bg-sunken">
          <pre className="p-3 font-mono text-xs leading-5">{text}</pre>
        </Scrolled>
      )}
      {cut ? <p className="mt-1 text-xs text-muted">The end of it; more was written than is kept.</p> : null}
    </section>
  );
}
