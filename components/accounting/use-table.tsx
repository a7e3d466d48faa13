import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { formatPercent } from '@/components/ui/figures';
import { PlainTable } from '@/components/ui/plain-table';
import { VoTag } from '@/components/ui/vo-tag';
import { formatMoment } from '@/components/ui/format-age';
import type { Accounting } from '@/lib/contracts/accounting';
import { CLASS_LABELS } from '@/lib/domain/host';
import { formatNumber } from '@/lib/utils/figures';

type Item = Accounting['items'][number];

/** A row for each VO, and one for what belongs to none. */
export function UseTable({
  data,
  refused,
  onEdit,
}: {
  readonly data: Accounting;
  readonly refused: string | undefined;
  readonly onEdit: (share: { readonly vo: string; readonly weight: number | null }) => void;
}) {
  const { benchmark } = data;
  const columns = [
    'VO',
    'Domains',
    'vCPU-hours',
    'GiB-hours',
    ...(benchmark === null ? [] : [`${benchmark.type}, ${benchmark.unit} × h`]),
    'Target share',
    'Actual share',
  ];
  return (
    <section aria-label="Use">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">
          Use from {data.from} to {data.to} <span className="text-sm font-normal text-muted">(days of UTC)</span>
        </h2>
        <Button disabledReason={refused} onClick={() => onEdit({ vo: '', weight: null })}>
          Set a share
        </Button>
      </div>
      <PlainTable label="Use of VOs" heads={columns} changes={refused === undefined}>
        {data.items.map((item) => (
          <Row key={item.vo ?? ''} item={item} refused={refused} onEdit={onEdit} />
        ))}
      </PlainTable>
      <p className="mt-2 max-w-3xl text-xs text-muted">
        What a domain kept on a host counts, whatever it did with it: running, paused or shutting down.{' '}
        {data.knownSinceAt === null
          ? 'Nothing has been recorded yet.'
          : `Recorded since ${formatMoment(data.knownSinceAt)}; what was before is in no sum.`}{' '}
        {benchmark === null
          ? 'Hours are not normalised: no benchmark is chosen, or none was accepted of any host.'
          : `${benchmark.hosts} ${benchmark.hosts === 1 ? 'host has' : 'hosts have'} an accepted figure of ${benchmark.type}.`}
      </p>
    </section>
  );
}

function Row({
  item,
  refused,
  onEdit,
}: {
  readonly item: Item;
  readonly refused: string | undefined;
  readonly onEdit: (share: { readonly vo: string; readonly weight: number | null }) => void;
}) {
  const { vo, share, normalised } = item;
  const cell = 'px-2 py-1 whitespace-nowrap tabular-nums align-top';
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="px-2 py-1 align-top font-normal">
        <VoTag vo={vo} />
      </th>
      <td className={cell}>{item.domains}</td>
      <td className={cell}>
        {formatNumber(item.vcpuHours)}
        {item.byClass.length === 0 ? null : (
          <span className="block min-w-40 text-xs whitespace-normal text-muted">
            {item.byClass
              .map((each) => `${CLASS_LABELS[each.hostClass]} ${each.architecture} ${formatNumber(each.vcpuHours)}`)
              .join(', ')}
          </span>
        )}
      </td>
      <td className={cell}>{formatNumber(item.memoryGiBHours)}</td>
      {normalised === null ? null : (
        <td className={cell}>
          {formatNumber(normalised.amount)}
          {normalised.unmeasuredVcpuHours === 0 ? null : (
            <span className="block text-xs text-muted">
              without {formatNumber(normalised.unmeasuredVcpuHours)} vCPU-hours on hosts not measured
            </span>
          )}
        </td>
      )}
      <td className={cell}>
        {share?.target === null || share?.target === undefined ? (
          <Dash />
        ) : (
          `${formatPercent(share.target)}, weight ${share.weight}`
        )}
      </td>
      <td className={cell}>
        {share?.actual === null || share?.actual === undefined ? <Dash /> : formatPercent(share.actual)}
      </td>
      {refused === undefined ? (
        <td className="px-2 py-1 text-right">
          {vo === null ? null : (
            <Button aria-label={`Set the share of ${vo}`} onClick={() => onEdit({ vo, weight: share?.weight ?? null })}>
              Set
            </Button>
          )}
        </td>
      ) : null}
    </tr>
  );
}
