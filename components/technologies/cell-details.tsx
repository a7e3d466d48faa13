import { ExternalLink, TriangleAlert } from 'lucide-react';
import { Age } from '@/components/ui/age';
import { TextLink } from '@/components/ui/text-link';
import type { TechnologyCell } from '@/lib/contracts/technologies';
import { pages } from '@/lib/utils/paths';
import { ClaimView } from './claim-view';
import { EvidenceLabel } from './evidence-label';
import { BASIS_SENTENCES } from './matrix-words';

/** What a cell rests on: its document with the sources, and every host by name. */
export function CellDetails({ cell }: { readonly cell: TechnologyCell }) {
  return (
    <div className="grid gap-3 text-sm">
      {cell.contradicts ? (
        <Caution>The document and a host of this testbed say different things. Both stand here.</Caution>
      ) : null}
      {cell.differs ? <Caution>Hosts of this technology say different things.</Caution> : null}
      {cell.findings.map((finding) => (
        <section key={`${finding.basis} ${finding.claim.words}`} className="grid gap-1">
          <div className="flex flex-wrap items-center gap-2">
            <EvidenceLabel kind={finding.basis} hosts={finding.hostCount} />
            <ClaimView claim={finding.claim} />
          </div>
          <p className="text-xs text-muted">{BASIS_SENTENCES[finding.basis]}</p>
          <Hosts finding={finding} />
        </section>
      ))}
      <section className="grid gap-1">
        <div className="flex flex-wrap items-center gap-2">
          <EvidenceLabel kind="documented" />
          <ClaimView claim={cell.documented.claim} />
        </div>
        <p>{cell.documented.note}</p>
        <p aria-hidden className="text-xs font-medium text-muted">
          {cell.documented.sources.length === 1 ? 'Source' : 'Sources'}
        </p>
        <ul aria-label="Sources" className="grid gap-0.5 text-xs text-muted">
          {cell.documented.sources.map((source) => (
            <li key={source.title}>
              {source.url === null ? (
                source.title
              ) : (
                <a
                  href={source.url}
                  target="_blank"
                  rel="noreferrer"
                  className="rounded-sm text-accent underline-offset-2 hover:underline"
                >
                  {source.title}
                  <ExternalLink aria-hidden className="ml-1 inline size-3" />
                  <span className="sr-only"> (opens a new window)</span>
                </a>
              )}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Caution({ children }: { readonly children: string }) {
  return (
    <p className="flex items-start gap-1.5 text-paused">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}

function Hosts({ finding }: { readonly finding: TechnologyCell['findings'][number] }) {
  const more = finding.hostCount - finding.hosts.length;
  return (
    <ul aria-label="Hosts" className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
      {finding.hosts.map((host) => (
        <li key={host.id}>
          <TextLink href={pages.host(host.id)}>{host.name}</TextLink>
          {host.status === 'up' ? null : (
            <span className="text-stale">
              {' '}
              {host.status}, read <Age at={host.seenAt} />
            </span>
          )}
        </li>
      ))}
      {more > 0 ? <li className="text-muted">and {more} more</li> : null}
    </ul>
  );
}
