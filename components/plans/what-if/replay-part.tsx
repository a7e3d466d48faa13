import { Banner } from '@/components/ui/banner';
import { formatExact } from '@/components/ui/format-age';
import { Scrolled } from '@/components/ui/scrolled';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import type { ReplayFindings } from '@/lib/contracts/what-if';
import { CLASS_LABELS } from '@/lib/domain/host';
import { groupBy } from '@/lib/utils/group-by';
import { pages } from '@/lib/utils/paths';
import { formatDuration } from '@/lib/utils/time';
import { formatMemory } from '@/lib/utils/units';

/** What became of a part of the past on the hosts that are supposed. */
export function ReplayPart({ findings }: { readonly findings: ReplayFindings }) {
  const { since, until, shortened, cutShortAt, sentence } = findings;
  return (
    <section aria-label="The past again">
      <h2 className="mb-1 text-base font-semibold">The past again</h2>
      <p className="text-base">{sentence}</p>
      <p className="mb-2 max-w-3xl text-sm text-muted">
        From {formatExact(since)} to {formatExact(until)}
        {shortened ? ', for the testbed is not known whole for longer' : ''}. {factsOf(findings).join(' ')}
      </p>
      {cutShortAt === null ? null : (
        <Banner kind="warning" className="mb-2">
          There was so much to be placed anew that it ended at its bounds, at {formatExact(cutShortAt)}: choose a
          shorter span.
        </Banner>
      )}
      <TightestTable findings={findings} />
      <Homeless findings={findings} />
    </section>
  );
}

const times = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function factsOf(findings: ReplayFindings): string[] {
  const { changes, starts, startsElsewhere, beginning, growths, movesMade, movesNotMade, endsElsewhere } = findings;
  return [
    `${times(changes, 'change')} ${changes === 1 ? 'was' : 'were'} recorded, ${times(starts, 'start')} among them${startsElsewhere === 0 ? '' : `, ${startsElsewhere} on another host than then`}.`,
    ...(beginning === 0 ? [] : [`${times(beginning, 'domain')} had to be placed at the beginning.`]),
    ...(growths === 0 ? [] : [`${times(growths, 'time')} a domain was given more.`]),
    ...(movesMade + movesNotMade === 0
      ? []
      : [
          `Of ${times(movesMade + movesNotMade, 'move')} of then ${movesNotMade === 0 ? 'all are' : movesMade === 0 ? 'none is' : movesMade === 1 ? 'one is' : `${movesMade} are`} made again${movesNotMade === 0 ? '' : `; for the ${movesMade === 0 ? '' : 'other '}${movesNotMade === 1 ? 'one' : movesNotMade} the host is not there, or has no room`}.`,
        ]),
    ...(endsElsewhere === 0
      ? []
      : [`At the end ${times(endsElsewhere, 'domain runs', 'domains run')} on another host than then.`]),
  ];
}

/** When each class had least memory free. */
function TightestTable({ findings: { tightest } }: { readonly findings: ReplayFindings }) {
  if (tightest.length === 0) return null;
  return (
    <>
      <h3 className="mb-1 text-sm font-medium">The tightest moments</h3>
      <Scrolled label="Least memory free, by class" className="max-w-5xl">
        <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
          <thead>
            <tr className="text-xs text-muted">
              {['Class', 'Least memory free on all its hosts together', 'When', 'As it was', 'When'].map(
                (name, index) => (
                  <th key={`${name} ${index}`} scope="col" className="border-b border-line px-2 py-1 font-medium">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {tightest.map(({ hostClass, at, freeKiB, asItWasAt, asItWasFreeKiB }) => (
              <tr key={hostClass} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal">
                  {CLASS_LABELS[hostClass]}
                </th>
                <td className="px-2 py-1">{freeKiB === null ? 'no host is left' : formatMemory(freeKiB)}</td>
                <td className="px-2 py-1">
                  <Moment at={at} />
                </td>
                <td className="px-2 py-1">{asItWasFreeKiB === null ? '–' : formatMemory(asItWasFreeKiB)}</td>
                <td className="px-2 py-1">
                  <Moment at={asItWasAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

const Moment = ({ at }: { readonly at: string | null }) =>
  at === null ? <span>–</span> : <TextLink href={pages.testbed(at)}>{formatExact(at)}</TextLink>;

type HomelessDomain = ReplayFindings['homeless'][number];
const WHAT: Record<ReplayFindings['homeless'][number]['what'], string> = {
  beginning: 'at the beginning',
  start: 'started',
  growth: 'was given more',
};

function Homeless({ findings }: { readonly findings: ReplayFindings }) {
  const { homeless, withoutPlace, asItWasWithoutPlace, reasons } = findings;
  return (
    <div className="mt-3 grid gap-1 text-sm">
      {asItWasWithoutPlace === 0 ? null : (
        <p className="max-w-3xl text-muted">
          By the same rules {times(asItWasWithoutPlace, 'was', 'were')} without a place on the hosts as they were: what
          really ran then was not all as the rules ask.
        </p>
      )}
      {withoutPlace === 0 ? null : (
        <>
          <h3 className="text-sm font-medium">Without a place</h3>
          <p className="text-muted">
            What they met: {reasons.map(({ words, domains }) => `${words} (${domains})`).join(', ')}.
            {homeless.length < withoutPlace ? ` The first ${homeless.length} of ${withoutPlace}:` : ''}
          </p>
          <ol className="divide-y divide-line border-y border-line">
            {[...groupBy(homeless, sameLine)].map(([key, alike]) => (
              <HomelessLine key={key} alike={alike} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** Several of one kind at one time are one line. */
const sameLine = ({ at, what, hostName, memoryKiB, why, foundAt }: HomelessDomain): string =>
  JSON.stringify([formatExact(at), what, hostName, memoryKiB, why, foundAt]);

function HomelessLine({ alike }: { readonly alike: readonly HomelessDomain[] }) {
  const [first] = alike;
  if (first === undefined) return null;
  const { at, what, hostName, memoryKiB, why, foundAt } = first;
  return (
    <li className="py-2">
      <span className="font-medium">{alike.map(({ domainName }) => domainName).join(', ')}</span>{' '}
      <span className="text-xs text-muted">
        {formatMemory(memoryKiB)}
        {alike.length === 1 ? '' : ' each'}
      </span>{' '}
      {WHAT[what]}
      {hostName === null ? '' : ` on ${hostName}`}, <InlineLink href={pages.testbed(at)}>{formatExact(at)}</InlineLink>
      {foundAt === null ? '' : `; it found one ${formatDuration(Date.parse(foundAt) - Date.parse(at))} later`}
      <p className="text-xs text-muted">{why}</p>
    </li>
  );
}
