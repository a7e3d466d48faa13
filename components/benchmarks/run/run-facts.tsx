import { Age } from '@/components/ui/age';
import { DescriptionList } from '@/components/ui/description-list';
import { Duration } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { pages } from '@/lib/utils/paths';

/** What was asked, of whom, and when. */
export function RunFacts({ run }: { readonly run: BenchmarkRunDetail }) {
  const parameters = Object.entries(run.parameters);
  return (
    <section aria-label="Facts">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      <DescriptionList
        items={[
          { term: 'Benchmark', value: `${run.benchmarkName}, version ${run.benchmarkVersion}` },
          {
            term: 'Domain',
            value:
              run.domainId === null ? null : <TextLink href={pages.domain(run.domainId)}>{run.domainName}</TextLink>,
          },
          {
            term: 'Other end',
            value:
              run.peerDomainId === null ? (
                run.peerHostName
              ) : (
                <TextLink href={pages.domain(run.peerDomainId)}>{run.peerDomainName}</TextLink>
              ),
          },
          {
            term: 'Host',
            value:
              run.hostId === null ? run.hostName : <TextLink href={pages.host(run.hostId)}>{run.hostName}</TextLink>,
          },
          {
            term: 'Parameters',
            value:
              parameters.length === 0 ? 'as defined' : parameters.map(([name, value]) => `${name} ${value}`).join(', '),
          },
          { term: 'Repeats', value: `${run.repeats}, after ${run.warmUps} to warm up` },
          { term: 'Reason', value: run.reason },
          { term: 'VO', value: run.vo },
          { term: 'Asked', value: <Age at={run.createdAt} /> },
          {
            term: 'Took',
            value:
              run.startedAt === null || run.finishedAt === null ? null : (
                <Duration ms={Date.parse(run.finishedAt) - Date.parse(run.startedAt)} />
              ),
          },
        ]}
      />
    </section>
  );
}
