import { Age } from '@/components/ui/age';
import { SECOND_MS } from '@/lib/utils/time';

/** A reading older than this is named old; the agent reads every host every few seconds. */
export const OLD_READING_MS = 30 * SECOND_MS;

/** When the agent last read a host or domain. */
export function SeenAge({
  at,
  prefix,
  className,
}: {
  readonly at: string | null;
  readonly prefix?: string | undefined;
  readonly className?: string | undefined;
}) {
  return <Age at={at} prefix={prefix} staleAfterMs={OLD_READING_MS} className={className} />;
}
