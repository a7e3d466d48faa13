import { Banner } from '@/components/ui/banner';
import { InlineLink } from '@/components/ui/text-link';
import type { CampaignDetail } from '@/lib/contracts/campaigns';
import { pages } from '@/lib/utils/paths';
import { OutcomeBadge } from './campaign-look';

type Comparison = NonNullable<CampaignDetail['comparison']>;
type Cell = Comparison['cells'][number];

const LISTS: readonly {
  readonly key: 'newlyFailing' | 'newlyPassing' | 'stillFailing' | 'added' | 'gone';
  readonly title: string;
}[] = [
  { key: 'newlyFailing', title: 'Fail newly' },
  { key: 'stillFailing', title: 'Still fail' },
  { key: 'newlyPassing', title: 'Pass again' },
  { key: 'added', title: 'New' },
  { key: 'gone', title: 'Gone' },
];

/** What differs from the campaign before, with its verdict first. */
export function CampaignComparison({ campaign }: { readonly campaign: CampaignDetail }) {
  const { comparison, state } = campaign;
  if (comparison === null)
    return state === 'finished' ? (
      <p className="text-sm text-muted">The first of its name that has ended: there is nothing to compare it with.</p>
    ) : null;
  const changed = comparison.cells.filter(hasChanged);
  return (
    <section aria-label="Compared with the last campaign" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">
        Compared with{' '}
        <InlineLink href={pages.campaign(comparison.with.id)}>campaign {comparison.with.number}</InlineLink>
      </h2>
      <Banner kind={comparison.regressed ? 'trouble' : 'good'}>{comparison.verdict}</Banner>
      {changed.length === 0 ? null : (
        <ul aria-label="What has changed" className="mt-3 grid gap-4">
          {changed.map((cell) => (
            <li key={cell.environment} className="text-sm">
              <span className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium">{cell.environment}</span>
                <OutcomeBadge outcome={cell.before} />
                <span className="text-muted">before,</span>
                <OutcomeBadge outcome={cell.after} />
                <span className="text-muted">now</span>
              </span>
              <Lists cell={cell} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const hasChanged = (cell: Cell): boolean =>
  cell.before !== cell.after || cell.slower.total > 0 || LISTS.some(({ key }) => cell[key].total > 0);

function Lists({ cell }: { readonly cell: Cell }) {
  return (
    <dl className="mt-1 grid gap-1">
      {LISTS.filter(({ key }) => cell[key].total > 0).map(({ key, title }) => (
        <Named key={key} title={`${title} (${cell[key].total})`} lines={cell[key].tests} total={cell[key].total} />
      ))}
      {cell.slower.total === 0 ? null : (
        <Named
          title={`Take longer (${cell.slower.total})`}
          total={cell.slower.total}
          lines={cell.slower.tests.map(
            ({ test, beforeSeconds, afterSeconds, factor }) =>
              `${test}: ${beforeSeconds} s before, ${afterSeconds} s now, ${factor.toFixed(1)} times as long`,
          )}
        />
      )}
    </dl>
  );
}

function Named({
  title,
  lines,
  total,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly total: number;
}) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[140px_1fr]">
      <dt className="text-muted">{title}</dt>
      <dd className="min-w-0">
        <ul>
          {lines.map((line) => (
            <li key={line} className="break-words">
              {line}
            </li>
          ))}
        </ul>
        {total > lines.length ? <p className="text-xs text-muted">and {total - lines.length} more</p> : null}
      </dd>
    </div>
  );
}
