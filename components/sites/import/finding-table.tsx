import { CircleHelp, CircleMinus, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Scrolled } from '@/components/ui/scrolled';
import type { Tone } from '@/components/ui/tone';
import type { SiteImportFinding } from '@/lib/contracts/site-imports';
import { FINDING_KIND_WORDS, type FindingKind } from '@/lib/domain/site-import';

const LOOKS: Record<FindingKind, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  'not-understood': { tone: 'trouble', icon: CircleMinus },
  missing: { tone: 'paused', icon: TriangleAlert },
  assumed: { tone: 'accent', icon: CircleHelp },
  noted: { tone: 'neutral', icon: Info },
};
const HEADS = ['Place', 'Finding', 'What'];

export interface Place {
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
}

/** What the reader of a site file has to know of the file that it was made of; a place leads to its line. */
export function FindingTable({
  findings,
  count,
  onGoTo,
}: {
  readonly findings: readonly SiteImportFinding[];
  readonly count: number;
  readonly onGoTo: (place: Place) => void;
}) {
  return (
    <div className="grid gap-1">
      <Scrolled label="Findings">
        <table className="w-full text-left text-sm">
          <thead>
            <tr className="text-xs text-muted">
              {HEADS.map((head) => (
                <th key={head} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {findings.map((finding) => (
              <tr
                key={`${finding.file} ${finding.line} ${finding.column} ${finding.message}`}
                className="border-b border-line align-top last:border-b-0"
              >
                <td className="px-2 py-1 whitespace-nowrap">
                  <PlaceButton place={finding} onGoTo={onGoTo} />
                </td>
                <td className="px-2 py-1 whitespace-nowrap">
                  <Badge plain {...LOOKS[finding.kind]}>
                    {FINDING_KIND_WORDS[finding.kind]}
                  </Badge>
                </td>
                <td className="w-full min-w-32 px-2 py-1">
                  <code className="block font-mono text-xs leading-5 break-all">{finding.construct}</code>
                  {finding.message}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {count > findings.length ? (
        <p className="text-xs text-muted">
          The first {findings.length.toLocaleString('en-GB')} of {count.toLocaleString('en-GB')}.
        </p>
      ) : null}
    </div>
  );
}

/** Leads to a line in the text beside. */
export function PlaceButton({ place, onGoTo }: { readonly place: Place; readonly onGoTo: (place: Place) => void }) {
  return (
    <button
      type="button"
      className="rounded-sm text-left font-medium text-accent underline underline-offset-2"
      onClick={() => onGoTo(place)}
    >
      {place.file === null ? '' : `${place.file}, `}line {place.line}
    </button>
  );
}
