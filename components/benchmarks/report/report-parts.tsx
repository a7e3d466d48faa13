import { Dash } from '@/components/ui/dash';
import { DescriptionList } from '@/components/ui/description-list';
import { isBusy } from '@/components/benchmarks/run-look';
import { formatPercent } from '@/components/ui/figures';
import type { BenchmarkRunDetail, BenchmarkVerdict } from '@/lib/contracts/benchmarks';
import { STANDING_WORDS, turnWords } from '@/lib/domain/benchmark';
import { formatFigure, formatInterval, formatNumber } from '@/lib/utils/figures';
import { formatMemory } from '@/lib/utils/units';

/** Paper has no reader whose zone is known: UTC, and said so. @example utc('2026-11-28T14:03:12.345Z') // '2026-11-28 14:03 UTC' */
export const utc = (at: string): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const DIRECTIONS = { 'higher-is-better': 'higher is better', 'lower-is-better': 'lower is better' } as const;
const cell = 'border-b border-line py-1 pr-3 text-left align-top font-normal';
const head = 'border-b border-edge py-1 pr-3 text-left text-xs font-medium text-muted';

export function ReportFigures({ run }: { readonly run: BenchmarkRunDetail }) {
  return (
    <table className="w-full break-inside-avoid">
      <thead>
        <tr>
          {['Metric', 'Median', 'Interval', 'From'].map((name) => (
            <th key={name} scope="col" className={head}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {run.metrics.map((metric) => (
          <tr key={metric.name}>
            <th scope="row" className={cell}>
              {metric.title} <span className="text-xs text-muted">{DIRECTIONS[metric.direction]}</span>
            </th>
            <td className={`${cell} font-semibold`}>
              {metric.estimate === null ? <Dash /> : formatFigure(metric.estimate.value, metric.unit)}
            </td>
            <td className={cell}>{metric.estimate === null ? <Dash /> : formatInterval(metric.estimate)}</td>
            <td className={cell}>
              {metric.samples} {metric.samples === 1 ? 'repeat' : 'repeats'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was said of it: the verdict that holds first, those before it after. */
export function ReportVerdicts({ run }: { readonly run: BenchmarkRunDetail }) {
  const { verdicts, submitted, standing } = run;
  if (verdicts.length === 0)
    return (
      <p>
        {submitted === null
          ? 'Nobody has proposed or signed it.'
          : `Proposed by ${submitted.byName}, ${utc(submitted.at)}. Nobody has signed it.`}
      </p>
    );
  return (
    <ol className="grid gap-1">
      {verdicts.map((verdict, index) => (
        <li key={verdict.id} className={index === 0 ? '' : 'text-muted'}>
          {verdictWords(verdict)}
          {index === 0 && standing === verdict.verdict ? '' : ' (does not hold any more)'}
          {verdict.comment === '' ? null : <span className="block pl-4">“{verdict.comment}”</span>}
        </li>
      ))}
      {submitted === null ? null : (
        <li className="text-muted">
          Proposed by {submitted.byName}, {utc(submitted.at)}
          {submitted.note === null || submitted.note === '' ? '' : `: “${submitted.note}”`}
        </li>
      )}
    </ol>
  );
}
const verdictWords = ({ verdict, actorName, at }: BenchmarkVerdict): string => {
  const words = STANDING_WORDS[verdict];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, signed by ${actorName}, ${utc(at)}`;
};

export function ReportDisturbances({ run }: { readonly run: BenchmarkRunDetail }) {
  const moved = run.migrations.map(
    ({ domainName, sourceHostName, targetHostName }) =>
      `${domainName} was moved from ${sourceHostName} to ${targetHostName}.`,
  );
  const busy = isBusy(run.hostLoad) ? [`Its host was ${formatPercent(run.hostLoad)} busy before it began.`] : [];
  const sentences = [...run.contamination, ...moved, ...busy];
  if (sentences.length > 0)
    return (
      <ul className="list-disc pl-5">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    );
  return (
    <p>
      {run.contaminated ? 'Something else happened on its host meanwhile.' : 'Nothing is known to have disturbed it.'}
    </p>
  );
}

export function ReportProvenance({ run }: { readonly run: BenchmarkRunDetail }) {
  const { provenance } = run;
  if (provenance === null) return <p>It was not read.</p>;
  return (
    <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2 print:grid-cols-2">
      {provenance.ends.map((end, index) => (
        // Both ends of a pair may be one host; their order is fixed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="break-inside-avoid">
          <h3 className="font-medium">
            {end.domainName ?? end.hostName}
            {end.lane === 0 ? '' : ` (end ${end.lane + 1})`}
          </h3>
          <DescriptionList
            className="text-xs"
            items={[
              { term: 'Host', value: end.hostName },
              { term: 'Hypervisor', value: `${end.hypervisor} ${end.hypervisorVersion}` },
              { term: 'Host CPU', value: `${end.hostCpuModel}, ${end.hostCpuCount} logical` },
              { term: 'Guest mode', value: end.guestMode },
              { term: 'Kernel', value: end.guest.kernel },
              { term: 'CPU it sees', value: end.guest.cpuModel },
              { term: 'Microcode', value: end.guest.microcode },
              { term: 'Size', value: `${end.vcpus} vCPU, ${formatMemory(end.memoryKiB)}` },
              {
                term: 'Neighbours',
                value:
                  end.neighbours.length === 0
                    ? 'none told'
                    : end.neighbours
                        .map(({ name, cpuLoad }) =>
                          cpuLoad === null ? name : `${name} (${formatPercent(cpuLoad)} busy)`,
                        )
                        .join(', '),
              },
              {
                term: 'Image',
                value:
                  end.imageChecksum === null ? null : <code className="font-mono break-all">{end.imageChecksum}</code>,
              },
              {
                term: 'Definition',
                value:
                  end.definitionHash === null ? null : (
                    <code className="font-mono break-all">{end.definitionHash}</code>
                  ),
              },
            ]}
          />
        </div>
      ))}
    </div>
  );
}

/** Every repeat, those that do not count among them. */
export function ReportSamples({ run }: { readonly run: BenchmarkRunDetail }) {
  return (
    <table className="w-full text-xs">
      <thead>
        <tr>
          {['Turn', 'Began', ...run.metrics.map(({ title, unit }) => `${title}, ${unit}`), 'Note'].map((name) => (
            <th key={name} scope="col" className={head}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {run.samples.map((sample) => (
          <tr key={`${sample.repeat} ${sample.lane}`} className="break-inside-avoid">
            <th scope="row" className={cell}>
              {turnWords(run, sample)}
              {run.guests === 1 ? '' : `, end ${sample.lane + 1}`}
            </th>
            <td className={cell}>{utc(sample.startedAt)}</td>
            {run.metrics.map(({ name }) => {
              const figure = sample.figures?.[name];
              return (
                <td key={name} className={cell}>
                  {figure === undefined ? <Dash /> : formatNumber(figure)}
                </td>
              );
            })}
            <td className={cell}>{sample.warmUp ? 'does not count' : (sample.error ?? '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
