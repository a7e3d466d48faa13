import { Age } from '@/components/ui/age';
import { FENCE_METHOD_WORDS, type FenceMethodName, isTriedFirst, NOT_TRIED } from '@/lib/domain/recovery';

/** How a host is switched off, and whether that was ever seen to work. */
export function FenceWords({
  method,
  fencedAt,
}: {
  readonly method: FenceMethodName;
  /** When Gridbox switched it off last. */
  readonly fencedAt: string | null;
}) {
  return (
    <>
      {FENCE_METHOD_WORDS[method]}
      {!isTriedFirst(method) ? null : fencedAt === null ? (
        <span className="text-paused">, {NOT_TRIED}</span>
      ) : (
        <span className="text-muted">
          , switched off last <Age at={fencedAt} />
        </span>
      )}
    </>
  );
}
