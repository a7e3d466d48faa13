'use client';
import { Braces, Download, FileSpreadsheet, Printer } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ActionMenu } from '@/components/ui/menu';
import { Button } from '@/components/ui/button';
import { withQuery } from '@/lib/client/http';
import type { BenchmarkRunFilter } from '@/lib/client/query-keys/benchmarks';
import { EXPORT_RUNS_MAX, type ExportFormat } from '@/lib/domain/benchmark-export';
import { api, pages } from '@/lib/utils/paths';

/**
 * What is on the page as a file, or as paper: one run, or all runs that a list's filter leaves, whatever page is shown.
 * @example <ExportMenu runId={run.id} />   <ExportMenu filter={filter} total={result.data?.total} />
 */
export function ExportMenu(
  props: { readonly runId: string } | { readonly filter: BenchmarkRunFilter; readonly total: number | undefined },
) {
  const router = useRouter();
  const { fileOf, report, total } = targetsOf(props);
  const nothing = total === 0 ? 'There is no run to export.' : undefined;
  const save = (format: ExportFormat): void => {
    // An attachment: the page stays where it is.
    window.location.assign(fileOf(format));
  };
  return (
    <ActionMenu
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
      heading={headingOf(total)}
      items={[
        {
          id: 'csv',
          label: 'CSV, a row a sample',
          icon: FileSpreadsheet,
          disabledReason: nothing,
          onSelect: () => save('csv'),
        },
        { id: 'json', label: 'JSON, everything', icon: Braces, disabledReason: nothing, onSelect: () => save('json') },
        {
          id: 'report',
          label: 'Report to print',
          icon: Printer,
          startsGroup: true,
          disabledReason: nothing,
          onSelect: () => router.push(report),
        },
      ]}
    />
  );
}

function targetsOf(props: Parameters<typeof ExportMenu>[0]) {
  if ('runId' in props) {
    const { runId } = props;
    return {
      fileOf: (format: ExportFormat) => withQuery(api.exportRun(runId), { format }),
      report: pages.benchmarkRunReport(runId),
      total: undefined,
    };
  }
  const { page: _page, pageSize: _pageSize, ...filter } = props.filter;
  return {
    fileOf: (format: ExportFormat) => withQuery(api.exportRuns(), { ...filter, format }),
    report: withQuery(pages.benchmarkReport(), filter),
    total: props.total,
  };
}

function headingOf(total: number | undefined): string | undefined {
  if (total === undefined) return undefined;
  const all = total.toLocaleString('en-GB');
  if (total > EXPORT_RUNS_MAX) return `The newest ${EXPORT_RUNS_MAX.toLocaleString('en-GB')} of ${all} runs`;
  return total === 1 ? 'The one run listed' : `All ${all} runs listed`;
}
