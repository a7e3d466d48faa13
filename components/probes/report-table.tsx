'use client';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { Scrolled } from '@/components/ui/scrolled';
import { useNow } from '@/components/ui/use-now';
import type { ProbeReport, ProbeTarget } from '@/lib/contracts/probes';
import { PROBE_VERDICT_WORDS, PROBES } from '@/lib/domain/probe';
import { MINUTE_MS, formatDuration } from '@/lib/utils/time';
import { HistoryStrip } from './history-strip';
import { VerdictBadge } from './probe-look';

/** Every probe of a target: what is confirmed, what it was answered last, and its day. */
export function ReportTable({ target }: { readonly target: ProbeTarget }) {
  // To the minute: the strip need not move more often.
  const now = useNow((at) => Math.floor(at / MINUTE_MS) * MINUTE_MS, 0);
  return (
    <Scrolled label={`Probes of ${target.name}`}>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            {['Probe', 'Confirmed', 'Last answer', 'Latency', 'Asked', 'Last 24 hours'].map((name) => (
              <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {target.reports.map((report) => (
            <tr key={report.probe} className="border-b border-line align-top last:border-b-0">
              <th scope="row" className="min-w-44 px-2 py-1.5 font-normal">
                <span className="block font-mono text-xs">{report.probe}</span>
                <span className="text-xs text-muted">
                  {PROBES[report.probe].title}
                  {PROBES[report.probe].critical ? '' : ' (not critical)'}
                </span>
              </th>
              <td className="px-2 py-1.5 whitespace-nowrap">
                <VerdictBadge verdict={report.confirmed} plain />
                <Unsettled report={report} />
              </td>
              <td className="min-w-64 px-2 py-1.5">
                <Answer report={report} />
              </td>
              <td className="px-2 py-1.5 text-right whitespace-nowrap tabular-nums">
                {report.latencyMs === null ? <Dash /> : formatDuration(report.latencyMs)}
              </td>
              <td className="px-2 py-1.5 text-xs whitespace-nowrap text-muted">
                <Age at={report.at} />
              </td>
              <td className="min-w-40 px-2 py-1.5">
                {now === 0 ? null : (
                  <HistoryStrip
                    spans={target.history.find(({ probe }) => probe === report.probe)?.spans ?? []}
                    now={now}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function Unsettled({ report }: { readonly report: ProbeReport }) {
  if (report.flapping) return <span className="block text-xs text-muted">comes and goes</span>;
  if (report.verdict === null || report.verdict === report.confirmed) return null;
  return <span className="block text-xs text-muted">last: {PROBE_VERDICT_WORDS[report.verdict]}</span>;
}

function Answer({ report }: { readonly report: ProbeReport }) {
  if (report.sentence === null) return <span className="text-muted">Not asked yet.</span>;
  const { asks, expects } = PROBES[report.probe];
  return (
    <details>
      <summary className="rounded-sm">{report.sentence}</summary>
      <dl className="mt-1 grid grid-cols-[max-content_1fr] gap-x-3 gap-y-0.5 text-xs text-muted">
        <dt>Asked</dt>
        <dd>{asks}</dd>
        <dt>Expected</dt>
        <dd>{expects}</dd>
      </dl>
      {report.answer === null ? null : (
        <Scrolled label={`Answer to ${report.probe}`} className="mt-1 max-h-48 max-w-xl overflow-auto bg-sunken">
          <pre className="p-2 font-mono text-xs">{report.answer}</pre>
        </Scrolled>
      )}
    </details>
  );
}
