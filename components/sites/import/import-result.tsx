'use client';
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { saveText } from '@/components/charts/visualise/download-chart';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Scrolled } from '@/components/ui/scrolled';
import type { SiteImported } from '@/lib/contracts/site-imports';
import { FINDING_KINDS, FINDING_KIND_WORDS } from '@/lib/domain/site-import';
import { FindingTable, type Place, PlaceButton } from './finding-table';
import { SaveImported } from './save-imported';

/** The site file that was made, or why there is none; and what to know of either. */
export function ImportResult({
  imported,
  stale,
  onGoTo,
}: {
  readonly imported: SiteImported;
  /** The text has been changed since. */
  readonly stale: boolean;
  readonly onGoTo: (place: Place) => void;
}) {
  const { siteFile, problems, problemCount, findings, findingCount } = imported;
  const heading = useId();
  const [edited, setEdited] = useState<string>();
  return (
    <div className="grid min-w-0 gap-4">
      {stale ? <Banner>The text has been changed since this was read.</Banner> : null}
      {problems.length > 0 ? (
        <Banner kind="trouble" live>
          <p className="font-medium">
            {problemCount === 1 ? 'One problem' : `${problemCount.toLocaleString('en-GB')} problems`}; no site file is
            made while there are any.
          </p>
          <ul aria-label="Problems" className="mt-1 grid gap-1">
            {problems.map((problem) => (
              <li key={`${problem.file} ${problem.line} ${problem.column} ${problem.message}`}>
                <PlaceButton place={problem} onGoTo={onGoTo} />: {problem.message}
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {siteFile === null ? null : (
        <section aria-labelledby={heading} className="grid min-w-0 gap-2">
          <div className="flex flex-wrap items-center gap-2">
            <h2 id={heading} className="grow text-base font-semibold">
              Site file
            </h2>
            <CopyButton text={siteFile} label="Copy site file" />
            <Button size="sm" onClick={() => saveText(siteFile, 'site.yaml', 'application/yaml')}>
              <Download aria-hidden />
              Download
            </Button>
            {edited === siteFile ? null : (
              <Button size="sm" variant="primary" onClick={() => setEdited(siteFile)}>
                Check and save as a site
              </Button>
            )}
          </div>
          {edited === siteFile ? (
            <SaveImported siteFile={siteFile} onLeave={() => setEdited(undefined)} />
          ) : (
            <Scrolled label="Text of the site file" className="max-h-[32rem] overflow-y-auto bg-sunken">
              <pre className="p-3 font-mono text-xs leading-5">{siteFile}</pre>
            </Scrolled>
          )}
        </section>
      )}
      {siteFile === null && findings.length === 0 ? null : (
        <section aria-label="Findings of the import" className="grid min-w-0 gap-2">
          <h2 className="text-base font-semibold">Findings</h2>
          {findings.length === 0 ? (
            <p className="text-sm text-muted">Everything is in the site file as it stands there.</p>
          ) : (
            <>
              <p className="text-sm text-muted">{countWords(findings)}</p>
              <FindingTable findings={findings} count={findingCount} onGoTo={onGoTo} />
            </>
          )}
        </section>
      )}
    </div>
  );
}

/** @example '2 not understood, 1 assumed' */
const countWords = (findings: SiteImported['findings']): string =>
  `${FINDING_KINDS.flatMap((kind) => {
    const count = findings.filter((finding) => finding.kind === kind).length;
    return count === 0 ? [] : [`${count} ${FINDING_KIND_WORDS[kind].toLowerCase()}`];
  }).join(', ')}.`;
