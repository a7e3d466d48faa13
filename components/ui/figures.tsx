import { formatDuration } from '@/lib/utils/time';
import { formatBytes, formatMemory, formatRate } from '@/lib/utils/units';
import { cn } from './cn';

type Figure = { className?: string | undefined };
/** What stands where nothing was measured: never a zero. */
const Unknown = ({ className }: Figure) => (
  <span className={cn('text-faint', className)} title="not reported">
    –
  </span>
);
const Value = ({ className, children }: Figure & { children: string }) => (
  <span className={cn('whitespace-nowrap tabular-nums', className)}>{children}</span>
);

/** Memory, counted in KiB inside, shown in GiB (below 1 GiB in MiB). */
export function Memory({ kib, className }: Figure & { kib: number | null | undefined }) {
  if (kib === null || kib === undefined) return <Unknown className={className} />;
  return <Value className={className}>{formatMemory(kib)}</Value>;
}
export function Bytes({ bytes, className }: Figure & { bytes: number | null | undefined }) {
  if (bytes === null || bytes === undefined) return <Unknown className={className} />;
  return <Value className={className}>{formatBytes(bytes)}</Value>;
}
export function Rate({ bytesPerSecond, className }: Figure & { bytesPerSecond: number | null | undefined }) {
  if (bytesPerSecond === null || bytesPerSecond === undefined) return <Unknown className={className} />;
  return <Value className={className}>{formatRate(bytesPerSecond)}</Value>;
}
export function Duration({ ms, className }: Figure & { ms: number | null | undefined }) {
  if (ms === null || ms === undefined) return <Unknown className={className} />;
  return <Value className={className}>{formatDuration(ms)}</Value>;
}
/** A share of 0..1 as whole per cent. */
export function Percent({ share, className }: Figure & { share: number | null | undefined }) {
  if (share === null || share === undefined) return <Unknown className={className} />;
  return <Value className={className}>{formatPercent(share)}</Value>;
}
export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;
