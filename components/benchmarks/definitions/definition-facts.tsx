import { Age } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import type { BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';
import { formatDuration, SECOND_MS } from '@/lib/utils/time';
import { pages } from '@/lib/utils/paths';
import { Scrolled } from '@/components/ui/scrolled';
import { placesWords } from './definition-words';

const DIRECTION_WORDS = { 'higher-is-better': 'higher is better', 'lower-is-better': 'lower is better' } as const;

/** What a benchmark is, its text, and its versions. */
export function DefinitionFacts({ benchmark }: { readonly benchmark: BenchmarkDetail }) {
  const { about, places, programs, parameters, metrics, repeats, warmUps, timeLimitSeconds, versions, yaml } =
    benchmark;
  return (
    <div className="grid min-w-0 gap-6">
      <p className="max-w-prose text-sm">{about}</p>
      <div className="grid min-w-0 gap-x-8 gap-y-6 lg:grid-cols-2">
        <section aria-label="Facts" className="min-w-0">
          <h2 className="mb-2 text-base font-semibold">Facts</h2>
          <DescriptionList
            items={[
              { term: 'Runs', value: placesWords(places) },
              { term: 'Needs', value: <code className="font-mono text-xs">{programs.join(', ')}</code> },
              {
                term: 'Measures',
                value: metrics
                  .map(({ title, unit, direction }) => `${title} in ${unit}, ${DIRECTION_WORDS[direction]}`)
                  .join('; '),
              },
              {
                term: 'Parameters',
                value: parameters
                  .map(({ title, default: value, unit }) => `${title} ${value}${unit === null ? '' : ` ${unit}`}`)
                  .join(', '),
              },
              { term: 'Repeats', value: `${repeats}, after ${warmUps} to warm up` },
              { term: 'Time limit', value: `${formatDuration(timeLimitSeconds * SECOND_MS)} a repeat` },
            ]}
          />
        </section>
        <section aria-label="Versions" className="min-w-0">
          <h2 className="mb-2 text-base font-semibold">Versions</h2>
          <ol className="divide-y divide-line border-y border-line text-sm" aria-label="Versions, newest first">
            {versions.map((version) => (
              <li key={version.id} className="flex flex-wrap items-baseline gap-x-3 py-1.5">
                {version.id === benchmark.id ? (
                  <span className="font-medium" aria-current="page">
                    Version {version.version}
                  </span>
                ) : (
                  <TextLink href={pages.benchmarkDefinition(version.id)}>Version {version.version}</TextLink>
                )}
                <span className="text-muted">
                  by {version.createdByName} <Age at={version.createdAt} />
                </span>
                <span className="text-muted">
                  {version.runs} {version.runs === 1 ? 'run' : 'runs'}
                </span>
                {version.retiredAt === null ? null : <span className="text-muted">not offered any more</span>}
              </li>
            ))}
          </ol>
        </section>
      </div>
      <section aria-label="Definition" className="min-w-0">
        <h2 className="mb-2 flex items-center gap-2 text-base font-semibold">
          Definition <CopyButton text={yaml} label="Copy definition" />
        </h2>
        <Scrolled label="Text of the definition" className="bg-sunken">
          <pre className="p-3 font-mono text-xs leading-5">{yaml}</pre>
        </Scrolled>
      </section>
    </div>
  );
}
